"""robots.txt (RFC 9309): may this program read that path, and how long does the site ask to wait."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

MAX_BYTES = 512 * 1024  # RFC 9309, 2.5: a reader must take at least 500 kibibytes


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site for one program: `(allow, pattern)` pairs, and the delay asked for between requests."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Say whether a path with its query may be read: the longest matching rule wins, and a tie allows."""
        wanted = _normal(path)
        best = max(
            ((len(pattern), allow) for allow, pattern in self.rules if _matches(pattern, wanted)), default=(0, True)
        )
        return best[1]


ALLOW_ALL = Robots()
DENY_ALL = Robots(rules=((False, "/"),))


def read_robots(text: str, agent: str) -> Robots:
    """Read the rules of a robots.txt for a program: the groups that name it, or else those for everyone."""
    named: list[tuple[str, str]] = []
    general: list[tuple[str, str]] = []
    found = False
    for agents, lines in _groups(text.splitlines()):
        if any(name and name in agent.casefold() for name in agents):
            found = True
            named += lines
        if "*" in agents:
            general += lines
    chosen = named if found else general
    rules = tuple((field == "allow", _normal(value)) for field, value in chosen if field != "crawl-delay" and value)
    delays = [float(value) for field, value in chosen if field == "crawl-delay" and re.fullmatch(r"\d+(\.\d+)?", value)]
    return Robots(rules, max(delays, default=0.0))


def _groups(lines: Iterable[str]) -> Iterable[tuple[list[str], list[tuple[str, str]]]]:
    agents: list[str] = []
    rules: list[tuple[str, str]] = []
    in_rules = False
    for line in lines:
        field, colon, value = line.lstrip("\ufeff").partition("#")[0].partition(":")
        field, value = field.strip().casefold(), value.strip()
        if not colon:
            continue
        if field == "user-agent":
            if in_rules:
                yield agents, rules
                agents, rules, in_rules = [], [], False
            agents.append(value.casefold())
        elif field in ("allow", "disallow", "crawl-delay") and agents:
            in_rules = True
            rules.append((field, value))
    yield agents, rules


def _normal(path: str) -> str:
    """Write a path in one way, whatever was escaped in it."""
    return quote(unquote(path), safe="/*$?=&;:@!~'()+,%-._#")


def _matches(pattern: str, path: str) -> bool:
    """Match a rule at the start of a path, `*` standing for anything and a last `$` for the end. Linear time."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not anchored or path == first
    place = len(first)
    *middle, last = rest
    for part in middle:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    if anchored:
        return len(path) - len(last) >= place and path.endswith(last)
    return path.find(last, place) >= 0
