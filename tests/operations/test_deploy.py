"""The examples of docs/deploy say what the programs they are for understand, and keep what docs/operations.md promises."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
SERVICE_KEYS = {
    *("build", "image", "restart", "environment", "secrets", "volumes", "networks", "read_only", "tmpfs", "cap_drop"),
    *("cap_add", "security_opt", "pids_limit", "mem_limit", "stop_grace_period", "ports", "depends_on", "profiles"),
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The instructions of the container file: `(name, rest)`, continued lines joined."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines.splitlines() if line)]


def test_every_setting_that_is_named_exists() -> None:
    for path in (*DEPLOY.iterdir(), ROOT / "docs" / "operations.md"):
        for name in re.findall(r"VIGIE_([A-Z][A-Z_]+[A-Z])\b", path.read_text(encoding="utf-8")):
            assert name.lower() in Settings.model_fields, f"{path.name}: VIGIE_{name}"


def test_compose_names_only_what_it_defines(compose: dict[str, Any]) -> None:
    assert set(compose) <= {"name", "services", "networks", "volumes", "secrets"}
    for name, service in compose["services"].items():
        assert set(service) <= SERVICE_KEYS, name
        assert set(service.get("networks", [])) <= set(compose["networks"]), name
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
        assert set(service.get("depends_on", {})) <= set(compose["services"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in compose["volumes"], volume
        for variable, value in service.get("environment", {}).items():
            assert isinstance(value, str), f"{name}.{variable}: YAML would change {value!r}"
    build = compose["services"]["vigie"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert (DEPLOY / "Caddyfile").is_file()


def test_compose_opens_the_proxy_and_nothing_else(compose: dict[str, Any]) -> None:
    services, networks = compose["services"], compose["networks"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    open_networks = {name for name, network in networks.items() if not (network or {}).get("internal")}
    for name, service in services.items():
        assert not open_networks & set(service["networks"]) or name == "proxy"
        assert re.search(r":[\w.-]*\d", service["image"].rpartition("/")[2]), f"{name}: an image without a version"
        assert "no-new-privileges:true" in service["security_opt"] and service["cap_drop"] == ["ALL"]
    # CVE-2026-45829: only Vigie shares a network with Chroma.
    beside = [
        name for name, service in services.items() if set(service["networks"]) & set(services["chroma"]["networks"])
    ]
    assert sorted(beside) == ["chroma", "vigie"]


def test_running_answers_get_their_time_everywhere(compose: dict[str, Any]) -> None:
    vigie = compose["services"]["vigie"]
    assert int(vigie["stop_grace_period"].rstrip("s")) > int(vigie["environment"]["VIGIE_STOP_SECONDS"]) + 5
    unit = (DEPLOY / "vigie.service").read_text(encoding="utf-8")
    stop, limit = (int(re.search(rf"{name}=(\d+)", unit)[1]) for name in ("VIGIE_STOP_SECONDS", "TimeoutStopSec"))  # type: ignore[index]
    assert limit > stop + 5


def test_the_container_file(steps: list[tuple[str, str]]) -> None:
    names = [name for name, _ in steps]
    known = set("FROM WORKDIR COPY RUN ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD".split())
    assert set(names) <= known and names[0] == "FROM" and names.count("FROM") == 2
    for name, rest in steps:
        if name == "FROM":
            assert re.search(r":\d", rest) and "latest" not in rest
        if name in ("ENTRYPOINT", "CMD"):
            assert rest.startswith("["), "a shell would swallow SIGTERM"
        if name == "RUN":
            assert "pip install" not in rest or ("--no-cache-dir" in rest and "--constraint constraints.txt" in rest)
            assert "apt-get install" not in rest or (
                "--no-install-recommends" in rest and rest.endswith(tuple("abcdefghijklmnopqrstuvwxyz"))
            )
            assert "apt-get update" not in rest or "rm -rf /var/lib/apt/lists/*" in rest
        if name == "COPY" and not rest.startswith("--from"):
            *sources, _ = rest.split()
            assert all((ROOT / source).exists() for source in sources), rest
    last_user = max(index for index, name in enumerate(names) if name == "USER")
    assert not steps[last_user][1].startswith(("0", "root")) and "RUN" not in names[last_user:]
    packages = re.search(r"include = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert packages
    for package in re.findall(r'"(\w+)\*"', packages[1]):
        assert ("COPY", f"{package} {package}") in steps


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    unit = (DEPLOY / "vigie.service").read_text(encoding="utf-8")
    (tmp_path / "vigie.service").write_text(unit.replace("/opt/vigie/bin/vigie", "/bin/true"), encoding="utf-8")
    found = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "vigie.service")], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0 and "vigie.service" not in found.stderr, found.stderr
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(tmp_path / "vigie.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert rated.returncode == 0, rated.stdout[-300:]  # 2.0 of 10 at most


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_a_proxy_streams_hides_the_metrics_and_closes_its_braces(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    bare = re.sub(r"#.*", "", text)
    assert bare.count("{") == bare.count("}")
    assert "health" in bare and "metrics" in bare and "404" in bare
    streams = {"Caddyfile": "flush_interval -1", "nginx.conf": "proxy_buffering    off"}
    assert streams[name] in bare
    if name == "nginx.conf":
        assert "proxy_set_header Upgrade" in bare and "proxy_http_version 1.1" in bare
        for line in bare.splitlines():
            assert not line.strip() or line.rstrip().endswith((";", "{", "}")), line
