"""The audit and the licence list of CI pass here, and would fail for a package that is too old or not free to use."""

import importlib.util
import subprocess
import sys
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def checks() -> Any:
    spec = importlib.util.spec_from_file_location("dependencies", ROOT / ".ci" / "dependencies.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_pinned_and_installed_has_no_known_flaw(checks: Any) -> None:
    assert checks.audit() == []


def test_an_old_version_and_an_open_one_are_found(checks: Any, tmp_path: Path) -> None:
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("pypdf==6.0.0\nlangchain_core==1.4.8\nh11==0.16.0\n")
    found = checks.audit(constraints)
    assert [line.split()[0] for line in found] == ["langchain-core", "pypdf"]
    assert "6.16.1" in found[1]
    for line in ("pypdf>=6", "pypdf", "pypdf==6.*"):
        constraints.write_text(line)
        with pytest.raises(ValueError, match="not an exact version"):
            checks.audit(constraints)


def test_every_floor_is_of_a_package_we_pin(checks: Any) -> None:
    pinned = checks.pinned(checks.CONSTRAINTS)
    known = checks.known()
    missing = [
        name for name in (*known["floors"], *known["without_fix"]) if checks.canonicalize_name(name) not in pinned
    ]
    assert missing == []


def test_every_licence_may_be_used(checks: Any) -> None:
    assert checks.licences() == []


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("MIT", True), ("Apache-2.0", True), ("BSD License", True), ("MPL-2.0", True), ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only", False), ("AGPL-3.0", False), ("MIT AND GPL-2.0-only", False), ("LGPL-3.0-only", False),
        ("GNU Affero General Public License v3", False), ("", False), ("Proprietary", False), ("SSPL-1.0", False),
    ],
)  # fmt: skip
def test_licences_are_told_apart(checks: Any, text: str, allowed: bool) -> None:
    assert checks.permitted("some-package", text) is allowed


def test_a_package_without_a_licence_is_named(checks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    package = SimpleNamespace(name="silent", version="1", metadata=Message())
    monkeypatch.setattr(checks, "installed", lambda: [package])
    assert checks.licences() == ["silent: no licence named"]


def test_the_commands_of_ci_pass() -> None:
    for command in ("audit", "licences"):
        ended = subprocess.run(
            [sys.executable, str(ROOT / ".ci" / "dependencies.py"), command],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, ended.stdout) == (0, ""), command
    asked = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "dependencies.py audit" in asked and "dependencies.py licences" in asked
