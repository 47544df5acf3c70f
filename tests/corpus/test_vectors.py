from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from corpus.vectors import VectorIndex


def test_the_first_people_may_come_at_once(tmp_path: Path) -> None:
    for number in range(5):
        index, together = VectorIndex(tmp_path / str(number)), Barrier(8)

        def asked(_: int, index: VectorIndex = index, together: Barrier = together) -> int:
            together.wait()
            return index.count()

        with ThreadPoolExecutor(8) as people:
            assert set(people.map(asked, range(8))) == {0}  # without a lock, chromadb fails two times in three
        index.close()
