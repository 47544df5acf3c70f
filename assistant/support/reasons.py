"""What is said to the reader when a sentence is not borne out: precise, and in the reader's language."""

from assistant.forces import Force, Polarity
from assistant.polarity import Mismatch
from assistant.statements import Statement
from assistant.values import Value, ValueKind
from corpus.language import say


def quoted(value: Value) -> str:
    """Return a value between quotation marks."""
    return say(f"« {value.text} »", f"“{value.text}”")


_KIND_NAMES = {
    ValueKind.NUMBER: ("le nombre", "the number"), ValueKind.ORDINAL: ("le rang", "the rank"),
    ValueKind.PERCENT: ("le pourcentage", "the percentage"), ValueKind.AMOUNT: ("le montant", "the amount"),
    ValueKind.DURATION: ("la durée", "the duration"), ValueKind.QUANTITY: ("la quantité", "the quantity"),
    ValueKind.DATE: ("la date", "the date"), ValueKind.TIME: ("l'heure", "the time"),
    ValueKind.REFERENCE: ("la référence", "the reference"), ValueKind.ACRONYM: ("le sigle", "the acronym"),
    ValueKind.NAME: ("le nom", "the name"),
}  # fmt: skip


def missing(value: Value) -> str:
    """Say that a value occurs nowhere in the cited excerpt."""
    fr, en = _KIND_NAMES[value.kind]
    return say(
        f"{fr} {quoted(value)} ne figure pas dans l'extrait cité",
        f"{en} {quoted(value)} does not occur in the cited excerpt",
    )


def unbound(value: Value) -> str:
    """Say that a value occurs, but is said of something else."""
    fr, en = _KIND_NAMES[value.kind]
    return say(
        f"{fr} {quoted(value)} se rapporte à autre chose dans l'extrait cité",
        f"{en} {quoted(value)} belongs to something else in the cited excerpt",
    )


_SAYS = {
    Polarity.DENIED: ("le nie", "denies it"), Polarity.AFFIRMED: ("l'affirme", "affirms it"),
    Polarity.EXCEPTED: ("en fait une exception", "makes it an exception"),
    Polarity.WITHOUT: ("l'exclut", "excludes it"), Polarity.ONLY: ("le limite", "limits it"),
    Force.FACT: ("en fait un fait", "states it as a fact"), Force.OBLIGATION: ("en fait une obligation", "makes it an obligation"),
    Force.ADVICE: ("le recommande", "recommends it"), Force.POSSIBILITY: ("en fait une possibilité", "makes it a possibility"),
    Force.HYPOTHESIS: ("en fait une hypothèse", "makes it a hypothesis"), Force.PLAN: ("le prévoit", "plans it"),
    Force.FUTURE: ("l'annonce", "announces it"),
    Force.DONE: ("le dit réalisé", "says it is done"), Force.PROHIBITION: ("l'interdit", "prohibits it"),
}  # fmt: skip


def mismatch_reason(mismatch: Mismatch, claim: Statement) -> str:
    """Say on which word a claim and its source part, and what each says."""
    word = next((word.written for word in claim.words if word.stem == mismatch.word), mismatch.word)
    ours, theirs = _SAYS[mismatch.claim], _SAYS[mismatch.source]
    return say(
        f"« {word} » : la phrase {ours[0]}, l'extrait cité {theirs[0]}",
        f"“{word}”: the sentence {ours[1]}, the cited excerpt {theirs[1]}",
    )
