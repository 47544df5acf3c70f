"""Damaged, odd and malicious files: each ends in a named status within its limits, and the parent stays small."""

import pickle
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from corpus.records import Status
from ingest.limits import Limits
from ingest.sandbox import Reading

pytestmark = pytest.mark.timeout(600)
LIMITS = Limits(max_file_mb=50, max_pages=300, parse_timeout=60.0, parse_memory_mb=1024)

# What some of them must end in; each of the others in any status but "unreadable", which names no cause.
ENDS = {
    "syn_zero_bytes.pdf": {Status.EMPTY},
    "syn_html_named_pdf.pdf": {Status.NOT_A_DOCUMENT},
    "syn_random_bytes.pdf": {Status.NOT_A_DOCUMENT},
    "syn_flate_bomb_138MB.pdf": {Status.TOO_MUCH_MEMORY},
    "syn_20000_pages_same_object.pdf": {Status.PARTIAL},
    "syn_count_lies_1e6.pdf": {Status.INDEXED},
    "syn_prompt_injection_invisible_text.pdf": {Status.INDEXED},
    "pypdf_encryption_r3-empty-password.pdf": {Status.INDEXED},
    "pypdf_encryption_r6-empty-password.pdf": {Status.INDEXED},
    "pypdf_encryption_r4-aes-user-password.pdf": {Status.NEEDS_PASSWORD},
    "pypdf_libreoffice-writer-password.pdf": {Status.NEEDS_PASSWORD},
    "qpdf_enc-long-password.pdf": {Status.NEEDS_PASSWORD},
    "qpdf_issue-202.pdf": {Status.INDEXED, Status.PARTIAL},
    "pdfjs_Pages-tree-refs.pdf": {Status.INDEXED},
    "qpdf_bad1.pdf": {Status.NOT_A_DOCUMENT},
    "sf_grayscale-image.pdf": {Status.NEEDS_OCR},
    "pdfjs_poppler-742-0-fuzzed.pdf": {Status.DAMAGED},
}


# Reads them two at a time, in a process of its own whose memory is then its alone; prints its peak in kB.
PARENT = """
import pickle, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from corpus.language import set_language
from ingest.limits import Limits
from ingest.sandbox import read

def one(path):
    set_language("fr")
    return path.name, read(path, limits, ocr=False)

limits = Limits(**eval(sys.argv[3]))
with ThreadPoolExecutor(2) as pool:
    readings = dict(pool.map(one, sorted(Path(sys.argv[1]).glob("*.pdf"))))
print(Path("/proc/self/status").read_text())
Path(sys.argv[2]).write_bytes(pickle.dumps(readings))
"""


@pytest.fixture(scope="module")
def ended(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Reading], int]:
    """How the reading of every hostile file ended, and the peak memory of the process that had them read, in kB."""
    out = tmp_path_factory.mktemp("hostile") / "readings"
    command = [sys.executable, "-c", PARENT, str(shared / "hostile"), str(out), repr(asdict(LIMITS))]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    peak = re.search(r"VmHWM:\s+(\d+) kB", done.stdout)  # ru_maxrss would count the process that started it too
    assert peak
    return pickle.loads(out.read_bytes()), int(peak[1])


@pytest.fixture(scope="module")
def readings(ended: tuple[dict[str, Reading], int]) -> dict[str, Reading]:
    return ended[0]


def test_every_file_ends_in_a_named_status_with_a_reason_and_a_step(readings: dict[str, Reading]) -> None:
    assert len(readings) == 70
    for name, reading in readings.items():
        assert reading.status is not Status.UNREADABLE, name
        assert reading.seconds <= LIMITS.parse_timeout + 15, name
        assert (reading.document is not None) == reading.status.searchable, name
        if reading.status is not Status.INDEXED:
            assert reading.reason and reading.next_step, name


@pytest.mark.parametrize("name", sorted(ENDS))
def test_the_end_is_the_right_one(readings: dict[str, Reading], name: str) -> None:
    assert readings[name].status in ENDS[name]


def test_every_page_is_accounted_for(readings: dict[str, Reading]) -> None:
    for name, reading in readings.items():
        parsed = reading.document
        if parsed is not None:
            numbers = {page.number for page in parsed.pages} | set(parsed.unread_pages)
            assert numbers == set(range(1, parsed.page_count + 1)), name


def test_invisible_instructions_do_not_reach_the_text(readings: dict[str, Reading]) -> None:
    parsed = readings["syn_prompt_injection_invisible_text.pdf"].document
    assert parsed is not None
    assert "12 millions" in parsed.pages[0].text and "Ignorez" not in parsed.pages[0].text
    assert any("invisible" in warning for warning in parsed.warnings)


def test_the_parent_stays_under_a_gigabyte(ended: tuple[dict[str, Reading], int]) -> None:
    assert 1024 < ended[1] < 1024 * 1024
