"""Negation and modality: what the claim may say, given what the source says."""

import pytest

from assistant.cues import cues
from assistant.forces import Force, Polarity
from assistant.polarity import compare, unmatched
from assistant.statements import analyse
from assistant.values import language_of


def read(text, source=False):
    return analyse(text, language_of(text), source=source)


def found(text):
    statement = read(text)
    return {(cue.sets, statement.words[cue.focus].plain) for cue in cues(statement) if cue.focus is not None}


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Les fournisseurs ne doivent pas utiliser ces systèmes.", (Polarity.DENIED, "utiliser")),
        ("La Région n’a jamais voté ce budget.", (Polarity.DENIED, "vote")),
        ("Aucun agent ne peut être sanctionné.", (Polarity.DENIED, "sanctionne")),
        ("Nul ne peut vendre ces données.", (Polarity.DENIED, "vendre")),
        ("L’outil fonctionne sans autorisation.", (Polarity.WITHOUT, "autorisation")),
        ("Tout est permis, sauf en cas de faute.", (Polarity.EXCEPTED, "faute")),
        ("L’accès est réservé uniquement aux élus.", (Polarity.ONLY, "elus")),
        ("La Région doit structurer sa gouvernance.", (Force.OBLIGATION, "structurer")),
        ("Les fournisseurs sont tenus de déclarer leurs modèles.", (Force.OBLIGATION, "declarer")),
        ("La Région peut financer le projet.", (Force.POSSIBILITY, "financer")),
        ("Le déployeur peut, dans certains cas, refuser.", (Force.POSSIBILITY, "refuser")),
        ("Il est interdit de vendre ces données.", (Force.PROHIBITION, "vendre")),
        ("La Région prévoit de créer un comité.", (Force.PLAN, "creer")),
        ("Le CESER préconise de former les agents.", (Force.ADVICE, "former")),
        ("La Région devrait former les agents.", (Force.ADVICE, "former")),
        ("La Région a adopté sa stratégie.", (Force.DONE, "adopte")),
        ("Le règlement s’appliquera demain.", (Force.FUTURE, "appliquera")),
        ("Providers shall not sell the data.", (Polarity.DENIED, "sell")),
        ("Providers shall register the model.", (Force.OBLIGATION, "register")),
        ("No budget has been voted.", (Polarity.DENIED, "budget")),
        ("The Region plans to train officials.", (Force.PLAN, "train")),
    ],
)
def test_cues(text, cue):
    assert cue in found(text)


def test_ne_que_limits_and_does_not_deny():
    kinds = {kind for kind, _ in found("L’acte n’entre en vigueur que si le Parlement accepte.")}
    assert Polarity.ONLY in kinds
    assert Polarity.DENIED not in kinds


AGREE = [
    ("La Région prévoit de créer un comité.", "La Région prévoit de créer un comité.", "unknown"),
    ("Il est interdit de créer un comité.", "La Région ne peut créer un comité.", "unknown"),
    ("Les fournisseurs doivent établir un registre.", "Les fournisseurs établissent un registre.", "law"),
    ("Le CESER recommande de créer un comité.", "La Région doit créer un comité.", "opinion"),
    ("La Région crée un comité.", "La Région créera un comité.", "unknown"),
    ("La Région crée un comité.", "La Région crée un comité et ne finance pas les entreprises.", "unknown"),
    ("Providers must register the model.", "Providers shall register the model.", "law"),
]
DIFFER = [
    ("La Région a créé un comité.", "La Région prévoit de créer un comité.", "unknown"),
    ("La Région crée un comité.", "La Région prévoit de créer un comité.", "unknown"),
    ("La Région doit créer un comité.", "La Région peut créer un comité.", "unknown"),
    ("La Région peut créer un comité.", "La Région doit créer un comité.", "unknown"),
    ("La Région crée un comité.", "La Région pourrait créer un comité.", "unknown"),
    ("La Région ne crée pas de comité.", "La Région crée un comité.", "unknown"),
    ("La Région crée un comité.", "La Région ne crée pas de comité.", "unknown"),
    ("La Région finance les entreprises.", "La Région crée un comité et ne finance pas les entreprises.", "unknown"),
    ("La Région doit créer un comité.", "La Région crée un comité.", "unknown"),
    ("La Région renonce à créer un comité.", "La Région va créer un comité.", "unknown"),
    ("Providers may register the model.", "Providers shall register the model.", "unknown"),
    ("A budget has been voted.", "No budget has been voted.", "unknown"),
]


@pytest.mark.parametrize(("claim", "source", "standing"), AGREE)
def test_the_same_stance_agrees(claim, source, standing):
    assert compare(read(claim), read(source, source=True), standing) is None
    assert unmatched(read(claim), read(source, source=True), standing) is None


@pytest.mark.parametrize(("claim", "source", "standing"), DIFFER)
def test_another_stance_is_found(claim, source, standing):
    one, other = read(claim), read(source, source=True)
    assert compare(one, other, standing) or unmatched(one, other, standing)
