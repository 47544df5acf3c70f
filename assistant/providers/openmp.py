"""How long OpenMP's threads spin before they sleep: read once, when a library loads its own copy of OpenMP.

Other packages bring their own copy, and what is best for llama.cpp is not for them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_VARIABLE = "GOMP_SPINCOUNT"


@contextmanager
def spinning(count: int) -> Iterator[None]:
    """Let the OpenMP that is loaded within spin so long, unless the operator has set how long."""
    if _VARIABLE in os.environ:
        yield
        return
    os.environ[_VARIABLE] = str(count)
    try:
        yield
    finally:
        del os.environ[_VARIABLE]
