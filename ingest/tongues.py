"""The language of a document, told by its most common words."""

import re
from collections import Counter

_COMMON = {
    "fr": "le la les des du de et en est une un dans que qui pour par sur au aux ce cette ces sont avec ne pas plus ou "
    "il elle leur ses son se à été être ont",
    "en": "the of and to in is that for it as was with be by on not are this which or an at from their has have shall "
    "should may its",
    "de": "der die das und ist in den von zu mit sich des auf für im dem nicht eine ein als auch es an werden aus er "
    "hat dass",
    "es": "el la los las de que y en un una por con no para es se del al lo como más su sus o este sí",
    "it": "il la le lo gli di che e in un una per con non è si del della dei delle al come più sono nel",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij of uit",
    "pt": "o a os as de que e em um uma para com não por mais do da dos das ao se na no como é",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}


def detect(text: str) -> str | None:
    """Return the ISO code of the language, or None when too few common words tell.

    >>> detect("La Région soutient les entreprises et les associations de son territoire.")
    'fr'
    """
    words = re.findall(r"[^\W\d_]+", text[:200_000].casefold())
    if not words:
        return None
    found: Counter[str] = Counter()
    for language, common in _WORDS.items():
        found[language] = sum(1 for word in words if word in common)
    (best, count), (_, second) = found.most_common(2)
    enough = count >= 2 and count >= 0.12 * len(words) and count > 1.15 * second
    return best if enough else None
