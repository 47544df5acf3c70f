"""Force and polarity, and the words and phrases that set them in French and in English."""

import re
from enum import StrEnum


class Force(StrEnum):
    """With what force something is said."""

    FACT = "fact"
    OBLIGATION = "obligation"
    ADVICE = "advice"  # doit → devrait, recommande, propose
    POSSIBILITY = "possibility"
    HYPOTHESIS = "hypothesis"  # pourrait, serait
    PLAN = "plan"  # prévoit de, envisage de
    FUTURE = "future"  # sera, va créer, will
    DONE = "done"  # a adopté
    PROHIBITION = "prohibition"


class Polarity(StrEnum):
    """Whether something is affirmed or denied."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    ONLY = "only"  # ne … que, uniquement
    EXCEPTED = "excepted"  # sauf, unless
    WITHOUT = "without"  # sans


STRONG = re.compile(r"[.;:!?()]")
BOUNDARY = re.compile(r"[.;:!?(),]")
OPENERS = frozenset(
    "qui que qu dont ou lorsque lorsqu si afin car mais tandis alors which that who when if because while although but whereas".split()
)
# fmt: off
AUXILIARIES = frozenset("""
est sont etait etaient ete etre soit soient sera seront serait seraient fut furent a ont avait avaient avoir aura auront aurait
aient ait ayant etant doit doivent devra devront devrait devraient doive devoir peut peuvent pourra pourront pourrait pourraient
puisse puissent pouvoir pouvant va vont fait faire is are was were be been being has have had shall must may can could should
would will might do does did able aller allant atteindre reach up tenu tenue tenus tenues allowed permitted required
veiller veille veillent ensure ensures
""".split())
NEGATIVE_PARTNERS = {"pas", "plus", "jamais", "aucun", "aucune", "aucuns", "aucunes", "rien", "personne", "nul", "nulle", "ni", "guere", "point", "nullement"}
NEGATIVE_SUBJECTS = {"aucun", "aucune", "nul", "nulle", "personne", "rien", "ni", "jamais"}
DENY_ALONE = {"peut", "peuvent", "pouvait", "puisse", "saurait", "sauraient", "pourra", "pourront", "cesse", "cessent"}
FORCES: dict[str, dict[Force, frozenset[str]]] = {
    "fr": {
        Force.OBLIGATION: frozenset("doit doivent devra devront devait devaient doive faut incombe incombent".split()),
        Force.ADVICE: frozenset("devrait devraient".split()),
        Force.POSSIBILITY: frozenset("peut peuvent pourra pourront puisse puissent pouvant pouvait pouvaient".split()),
        Force.HYPOTHESIS: frozenset("pourrait pourraient serait seraient aurait auraient".split()),
    },
    "en": {
        Force.OBLIGATION: frozenset("shall must".split()),
        Force.ADVICE: frozenset("should ought".split()),
        Force.POSSIBILITY: frozenset("may can".split()),
        Force.HYPOTHESIS: frozenset("could might would".split()),
        Force.FUTURE: frozenset(["will"]),
    },
}
# fmt: on
PHRASES: dict[str, list[tuple[Force | Polarity, re.Pattern[str]]]] = {
    "fr": [
        (
            Force.OBLIGATION,
            re.compile(
                r"\b(?:est|sont|soit|soient|sera|seront|etre|etait|etaient) tenue?s? (?:de|d')|\bobligation de\b|\bobligatoire de\b|\boblige\w* a\b|\bil est (?:necessaire|important|indispensable|imperatif) de\b|\ba l'obligation\b|\bsont dans l'obligation\b|\bon doit\b|\b(?:a|ont|disposent?) (?:jusqu'a\w*|de) [^,;.]{2,25} pour\b"
            ),
        ),
        (
            Force.POSSIBILITY,
            re.compile(
                r"\b(?:a|ont) la (?:possibilite|faculte) (?:de|d')|\b(?:est|sont) autorisee?s? a\b|\bil est possible (?:de|d')|\b(?:est|sont) habilitee?s? a\b|\b(?:a|ont) le droit (?:de|d')"
            ),
        ),
        (
            Force.PROHIBITION,
            re.compile(
                r"\binterdi(?:t|te|ts|tes|ction|ctions|sent)(?: aux? \w+)? (?:de\b|d')|\bil est interdit\b|\bne saurai(?:t|ent)\b"
            ),
        ),
        (
            Force.PLAN,
            re.compile(
                r"\b(?:prevoit|prevoient|prevoyait|envisagent|envisage|projette|projettent|ambitionnent?|entend(?:ent)?|compte(?:nt)?(?= \w+(?:er|ir|re)\b)|a l'intention) ?(?:de |d'|que |qu')?(?=\w)|\ba pour (?:objectif|but|ambition) (?:de|d')|\bvise(?:nt)? a\b"
            ),
        ),
        (
            Force.ADVICE,
            re.compile(
                r"\bil convient (?:donc |egalement |notamment |par consequent )?(?:de\b|d'|que\b|qu')|\b(?:propose|proposent|recommande|recommandent|preconise|preconisent|suggere|suggerent|souhaite|souhaitent|invite|invitent|(?<!s')appelle|appellent|encourage|encouragent)\b(?: (?:de|d'|que|qu'|a))?|\b(?:preconisation|recommandation|proposition)s? (?:pour (?:que|qu')|visant a)"
            ),
        ),
        (
            Polarity.EXCEPTED,
            re.compile(
                r"\bsauf\b|\bhormis\b|\bexcepte\b|\ba l'exception d\w*|\ba l'exclusion d\w*|\ba moins (?:que|qu'|de|d')"
            ),
        ),
        (Polarity.ONLY, re.compile(r"(?<!pas )(?<!plus )(?<!non )\b(?:uniquement|seulement|exclusivement|seule?s?)\b")),
        (Polarity.WITHOUT, re.compile(r"\bsans\b")),
        (Force.HYPOTHESIS, re.compile(r"\bdans quelle mesure\b|\bde savoir si\b|\bdeterminer si\b|\bevaluer si\b")),
        (
            Polarity.DENIED,
            re.compile(
                r"\b(?:dement|dementent|nie|nient|refute|refutent|conteste|contestent)\b|\b(?:renonce|renoncent|renonce)\b a\b|\brefuse(?:nt)? de\b|\b(?:dispense|exempte|exonere)e?s? (?:de|d')|\b(?:cesse|cessent) (?:de|d')"
            ),
        ),
    ],
    "en": [
        (
            Force.OBLIGATION,
            re.compile(
                r"\b(?:is|are|be|was|were) (?:required|obliged|bound) to\b|\b(?:has|have|had|need|needs) to\b|\bobligation to\b"
            ),
        ),
        (
            Force.POSSIBILITY,
            re.compile(r"\b(?:is|are) (?:allowed|permitted|entitled|able|empowered) to\b|\bit is possible to\b"),
        ),
        (
            Force.PROHIBITION,
            re.compile(
                r"\bprohibited from\b|\bprohibition (?:of|on)\b|\bit is (?:prohibited|forbidden) to\b|\bmay not\b"
            ),
        ),
        (Force.PLAN, re.compile(r"\b(?:plans?|intends?|aims?|envisages?|is going|are going|is due|is set) to\b")),
        (
            Force.ADVICE,
            re.compile(
                r"\b(?:proposes?|recommends?|suggests?|advises?|advocates?|calls? for|encourages?|invites?|urges?)\b(?: (?:that|to))?"
            ),
        ),
        (
            Polarity.EXCEPTED,
            re.compile(r"\bunless\b|\bexcept\b|\bwith the exception of\b|\bexcluding\b|\bother than\b"),
        ),
        (Polarity.ONLY, re.compile(r"(?<!not )\b(?:only|solely|exclusively|sole)\b")),
        (Polarity.WITHOUT, re.compile(r"\bwithout\b")),
        (Force.HYPOTHESIS, re.compile(r"\bwhether\b|\bto what extent\b")),
        (
            Polarity.DENIED,
            re.compile(
                r"\b(?:denies|deny|refutes?|disputes)\b|\bexempt(?:ed)? from\b|\brefuses? to\b|\bfails? to\b|\bdeclines? to\b"
            ),
        ),
    ],
}  # fmt: skip
FUTURE = re.compile(r"[a-z]{2,}(?:era|eront|ira|iront|dra|dront|tra|tront|vra|vront|rra|rront)|aura|auront|sera|seront")
CONDITIONAL = re.compile(r"[a-z]{2,}rai(?:t|ent)")
NOT_TENSES = frozenset(
    "opera camera extra contra infra supra ultra intra extrait portrait retrait trait attrait abstrait tantra pourra pourront devra devront faudra devrait devraient pourrait pourraient parait disparait apparait connaitra".split()
)
PARTICIPLE = re.compile(r"\w+(?:é|ée|és|ées|i|ie|is|ies|it|ite|its|ites|u|ue|us|ues|ert|erte|erts|ertes)")
NOT_PARTICIPLES = frozenset("aussi ainsi parmi plus depuis puis tous lui qui du au aucun avis acces droit".split())
ADVERBS = frozenset("bien deja aussi egalement ainsi toujours donc notamment enfin alors already also".split())
ENGLISH_PARTICIPLE = re.compile(
    r"\w{2,}ed|made|set|given|taken|held|put|built|begun|written|drawn|chosen|become|led|paid|kept|sent|spent"
)
