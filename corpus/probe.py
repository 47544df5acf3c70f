"""Is the dense index sound? Asked in a process of its own, because a damaged one can end the process that opens it.

`python -m corpus.probe HOME COLLECTION` ends with 0 when it is, with 1 and a line on stdout when it is not.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from corpus.errors import VigieError
from corpus.language import language, say, set_language
from corpus.library import Library
from corpus.settings import Settings, load
from corpus.vectors import damaged

_SAMPLE = 24
"""Passages looked for by their own vectors, spread over the whole index."""
_SECONDS = 180.0


def dense_problem(settings: Settings) -> str:
    """Return what is wrong with the dense index, the empty string when it is sound. Survives an index that crashes."""
    if settings.chroma_url is not None:  # another machine's process: it cannot end this one
        return _look(settings)
    root = str(Path(__file__).resolve().parents[1])
    known = os.environ.get("PYTHONPATH")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([root, known] if known else [root]),
        "VIGIE_LANGUAGE": language(),
    }
    environment.pop("VIGIE_CHROMA_URL", None)
    command = [sys.executable, "-m", "corpus.probe", str(settings.home.absolute()), settings.chroma_collection]
    try:
        child = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, env=environment, check=False)
    except subprocess.TimeoutExpired:
        return str(damaged(str(settings.chroma_path), say("il ne répond pas", "it does not answer")))
    if child.returncode == 0:
        return ""
    line = child.stdout.strip().splitlines()[-1:] if child.returncode == 1 else []
    return (
        line[0] if line else str(damaged(str(settings.chroma_path), say("son lecteur s'arrête net", "its reader dies")))
    )


def _look(settings: Settings) -> str:
    try:
        library = Library(settings)
        counts = library.counts()
        if not counts.consistent:
            return say(
                f"Les index ne concordent pas ({counts.passages} passages, {counts.lexical} dans l'index lexical, "
                f"{counts.dense} dans celui de vecteurs). Pour les refaire : vigie library rebuild",
                f"The indexes do not agree ({counts.passages} passages, {counts.lexical} in the lexical index, "
                f"{counts.dense} in the vector index). To rebuild them: vigie library rebuild",
            )
        library.check_dense()
        rows = library.catalogue.connection.execute(
            """SELECT vector FROM passages JOIN vectors ON key = vector_key
               WHERE id % max(1, (SELECT count(*) FROM passages) / ?1) = 0 LIMIT ?1""",
            (_SAMPLE,),
        ).fetchall()
        for row in rows:
            library.vectors.search(np.frombuffer(row["vector"], dtype=np.float32), 1)
    except VigieError as error:
        return str(error)
    return ""


def main() -> int:
    """Look at one home; say what is wrong."""
    set_language("en" if os.environ.get("VIGIE_LANGUAGE") == "en" else "fr")
    problem = _look(load(home=Path(sys.argv[1]), chroma_collection=sys.argv[2]))
    if problem:
        print(problem)
    sys.stdout.flush()
    os._exit(1 if problem else 0)  # chromadb's threads need not be waited for


if __name__ == "__main__":
    main()
