"""Promise 5: nothing leaves the machine. One walk through Vigie (walk.py) without a network, each attempt noted.

That it gets to its end shows that nothing is needed from outside. That nothing is tried is seen twice: strace sees the
system calls of every process and thread, whatever language they are written in; Python's audit events add the names that
are looked up, before a resolver (which would itself be a local socket) is asked. What neither sees: a browser that shows
the page (the page's own tests watch Chromium's requests, and the security policy forbids them).
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::", ""}
INVITING = {
    # What an operator's environment may ask for, which must not count.
    "LANGSMITH_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "essai",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "ANONYMIZED_TELEMETRY": "True",
    "OTEL_TRACES_EXPORTER": "otlp",
    "ORT_DISABLE_TELEMETRY": "0",
}
DISCREET = ("CI", "GITHUB_ACTIONS", "ORT_RUNNING_UNIT_TESTS")
"""Where these are set, some reports are not sent: a test that ran with them would not see what users' machines send."""
WAYS_OUT = ("AF_INET", "AF_INET6")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Walk once with loopback as the only network, under strace: `addresses` and `calls` are in the folder returned."""
    folder = tmp_path_factory.mktemp("walk")
    environment = {
        **{name: value for name, value in os.environ.items() if "proxy" not in name.lower() and name not in DISCREET},
        **INVITING,
        "HOME": str(folder),
        "VIGIE_HOME": str(folder / "home"),
        "PYTHONPATH": os.pathsep.join([str(HERE / "watch"), str(ROOT)]),
        "WALK_LOG": str(folder / "addresses"),
        "OLLAMA_HOST": "http://127.0.0.1:9",
    }
    traced = [*STRACE, "-o", str(folder / "calls")] if can_trace() else []
    ended = subprocess.run(
        [*namespace(), *traced, sys.executable, str(HERE / "walk.py"), str(folder)],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert ended.returncode == 0 and "WALKED" in ended.stdout, ended.stdout[-3000:] + ended.stderr[-3000:]
    return folder


STRACE = ("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-s", "0")


def can_trace() -> bool:
    """Tell whether strace is there and may trace."""
    if not shutil.which("strace"):
        return False
    return subprocess.run([*STRACE, "true"], capture_output=True, check=False).returncode == 0


def looked_up(folder: Path) -> set[str]:
    """Return the hosts that Python processes looked up, connected to or sent to."""
    found = set()
    for line in (folder / "addresses").read_text(encoding="utf-8").splitlines():
        where = ast.literal_eval(line.split("\t")[1])
        name = where.decode() if isinstance(where, bytes) else str(where)
        if not name.startswith("/"):  # a socket of this machine
            found.add(name)
    return found


def namespace() -> list[str]:
    """Return what starts a program with loopback as its only network; skips where that is not allowed."""
    inside = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    for unshare in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and shutil.which("ip"):
            tried = subprocess.run([*unshare, *inside, "true"], capture_output=True, check=False)
            if tried.returncode == 0:
                return [*unshare, *inside]
    pytest.skip("needs unshare -n (a network namespace), which this machine does not allow")


def test_the_namespace_has_no_way_out() -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
    there = subprocess.run([*namespace(), sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "unreachable" in there.stderr


def test_everything_works_with_no_network_but_loopback(walked: Path) -> None:
    assert (walked / "run" / "report.html").is_file()  # the walk got to its end: page and API are asked in it


def test_no_address_outside_is_even_tried(walked: Path) -> None:
    # An attempt is a call whether or not a network is there to carry it.
    if not (walked / "calls").is_file():
        pytest.skip("needs strace (Debian: apt install strace) and the right to trace")
    calls = (walked / "calls").read_text(encoding="utf-8", errors="replace").splitlines()
    outside = [line for line in calls if any(way in line for way in WAYS_OUT) and not is_loopback(line)]
    assert outside == []
    assert sum("connect(" in line and is_loopback(line) for line in calls) >= 3  # it does see


def test_no_name_outside_is_looked_up(walked: Path) -> None:
    assert looked_up(walked) <= LOOPBACK


def is_loopback(call: str) -> bool:
    """Tell whether the address of a system call is this machine's own."""
    addresses = re.findall(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"', call)
    hosts = [one or other for one, other in addresses]
    return bool(hosts) and all(
        host.startswith("127.") or host in ("::1", "0.0.0.0", "::ffff:127.0.0.1") for host in hosts
    )


@pytest.mark.parametrize(
    ("call", "own"),
    [
        ('connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', True),
        ('connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = 0', False),
        (
            'sendto(3, ""..., 40, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, 16) = 40',
            False,
        ),
        ('connect(3, {sa_family=AF_INET6, inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28) = 0', False),
    ],
)
def test_the_reading_of_system_calls_tells_one_from_the_other(call: str, own: bool) -> None:
    assert is_loopback(call) is own


def test_the_watch_sees_a_lookup(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(HERE / "watch"), "WALK_LOG": str(tmp_path / "addresses")}
    code = "import socket\ntry: socket.getaddrinfo('report.example.invalid', 443)\nexcept OSError: pass"
    subprocess.run([*namespace(), sys.executable, "-c", code], env=environment, check=True, timeout=60)
    assert looked_up(tmp_path) == {"report.example.invalid"}
