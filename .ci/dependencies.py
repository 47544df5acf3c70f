"""What is known of the packages Vigie installs: `dependencies.py audit` and `dependencies.py licences`.

audit: the versions of constraints.txt, and those installed, beside the least safe versions of dependencies.toml. It asks
nobody: the package registry of our CI knows no advisories. `make audit` runs pip-audit too, where its service answers.
licences: every installed package has a permissive licence, or stands in dependencies.toml with a reason.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

HERE = Path(__file__).resolve().parent
CONSTRAINTS = HERE.parent / "constraints.txt"
PERMISSIVE = re.compile(
    r"\b(?:MIT(?:-0|-CMU)?|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Unlicense|HPND|Zlib|CNRI|"
    r"Historical Permission|Public Domain|CC0|BSL-1\.0)\b",
    re.IGNORECASE,
)
COPYLEFT = re.compile(r"\b(?:A|L)?GPL|GNU (?:Affero|Lesser|General)|SSPL|BUSL|Commons Clause", re.IGNORECASE)


def known() -> dict[str, dict[str, object]]:
    """Read dependencies.toml."""
    with (HERE / "dependencies.toml").open("rb") as file:
        return tomllib.load(file)


def pinned(path: Path) -> dict[str, Version]:
    """Return the exact versions of a constraints file. Raises ValueError for a line that is none."""
    found: dict[str, Version] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if not text:
            continue
        requirement = Requirement(text)
        exact = [each.version for each in requirement.specifier if each.operator == "=="]
        if len(exact) != 1 or "*" in exact[0]:
            raise ValueError(f"not an exact version: {line}")
        found[canonicalize_name(requirement.name)] = Version(exact[0])
    return found


def outdated(versions: dict[str, Version], where: str) -> Iterator[str]:
    """Yield a line for each version that is below its floor."""
    for name, (least, why) in known()["floors"].items():  # type: ignore[misc]
        version = versions.get(canonicalize_name(name))
        if version is not None and version < Version(str(least)):
            yield f"{name} {version} ({where}) is older than {least}: {why}"


def installed() -> list[Distribution]:
    """Return the distributions of this environment, Vigie left out."""
    return [each for each in distributions() if each.name and canonicalize_name(each.name) != "vigie"]


def licence(package: Distribution) -> str:
    """Return the licence a package names, empty when it names none."""
    data = package.metadata
    classified = [each.rpartition("::")[2].strip() for each in data.get_all("Classifier") or () if "License ::" in each]
    classified = [each for each in classified if each != "OSI Approved"]
    return (
        data.get("License-Expression") or " / ".join(classified) or (data.get("License") or "").split("\n")[0].strip()
    )


def permitted(name: str, text: str) -> bool:
    """Whether a licence may be used: a choice (OR) of which one part may."""
    reasons = known()["licences"]
    if canonicalize_name(name) in reasons or re.sub(r"-part\d+$", "", canonicalize_name(name)) in reasons:
        return True
    return any(PERMISSIVE.search(part) and not COPYLEFT.search(part) for part in re.split(r"\bOR\b", text))


def audit(path: Path = CONSTRAINTS) -> list[str]:
    """Return what is too old."""
    here = {canonicalize_name(each.name): Version(each.version) for each in installed()}
    return [*outdated(pinned(path), path.name), *outdated(here, "installed")]


def licences() -> list[str]:
    """Return the packages whose licence is not permitted."""
    found = {each.name: licence(each) for each in installed()}
    return [
        f"{name}: {text or 'no licence named'}" for name, text in sorted(found.items()) if not permitted(name, text)
    ]


def main(arguments: list[str]) -> int:
    """Print what is wrong; return 1 when anything is."""
    if arguments[:1] == ["audit"]:
        wrong = audit(*map(Path, arguments[1:]))
    elif arguments == ["licences"]:
        wrong = licences()
    else:
        print(__doc__, file=sys.stderr)
        return 2
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
