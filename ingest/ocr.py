"""Reading scans: pages without text, read by tesseract in French and English, marked as read by machine."""

import shutil
from functools import lru_cache
from importlib.util import find_spec


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether scans can be read here: the `ocr` extra and the tesseract program are installed."""
    return (
        find_spec("pytesseract") is not None and find_spec("PIL") is not None and shutil.which("tesseract") is not None
    )
