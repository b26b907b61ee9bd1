"""Writes docs/samples: the body of one event of each type, as receivers get it but with white space."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from monitor.samples import samples

FOLDER = Path(__file__).parents[1] / "docs" / "samples"
AT = datetime(2026, 1, 2, 12, 3, 10, 482000, tzinfo=UTC)


def files() -> dict[str, str]:
    """Return what each file of the folder holds, by its name."""
    return {
        f"{kind.value}.json": json.dumps(event.message, indent=2, ensure_ascii=False) + "\n"
        for kind, event in samples("docs", AT).items()
    }


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, "utf-8")
