"""How much memory a process and its children hold."""

from pathlib import Path


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process and of everything it started, in MB; 0 where /proc does not tell."""
    total, waiting = 0.0, [pid]
    while waiting:
        each = waiting.pop()
        try:
            status = Path(f"/proc/{each}/status").read_text(encoding="ascii", errors="replace")
            total += next(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024
            for task in Path(f"/proc/{each}/task").iterdir():
                waiting.extend(int(child) for child in (task / "children").read_text(encoding="ascii").split())
        except (OSError, StopIteration, ValueError):
            continue
    return total
