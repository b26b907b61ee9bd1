"""Runs every fuzz target in turn, each in a process of its own, for its share of the seconds given (0: ten minutes)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from monitor.extract import EXTRACTORS

TARGET = Path(__file__).with_name("fuzz_extract.py")
DEFAULT_SECONDS = 600
LEAST_SECONDS = 5

_INPUTS = re.compile(r"number_of_executed_units:\s*(\d+)")


def main() -> None:
    names = (*EXTRACTORS, "extract")
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    share = max(LEAST_SECONDS, (seconds or DEFAULT_SECONDS) // len(names))
    failed: list[str] = []
    for name in names:
        ran = subprocess.run([sys.executable, TARGET, name, str(share)], capture_output=True, text=True, check=False)
        inputs = _INPUTS.search(ran.stderr + ran.stdout)
        sys.stdout.write(f"{name}: {inputs[1] if inputs else 'no'} inputs in {share} s, exit {ran.returncode}\n")
        sys.stdout.flush()
        if ran.returncode:
            failed.append(name)
            sys.stdout.write(ran.stdout + ran.stderr)
    if failed:
        sys.exit(f"broken: {', '.join(failed)}; the inputs are in .fuzz/")


if __name__ == "__main__":
    main()
