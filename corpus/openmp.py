"""How long OpenMP's threads spin before they sleep: read once, when a library loads its own copy of OpenMP.

Each package here brings its copy, and what is best for one is not for the other.
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
