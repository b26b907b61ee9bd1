"""Captures: the responses of a live blog as they came, kept on disk, to be run through the pipeline again.

    Fetch ──recorder──▶ folder ─┐
                                ├─▶ Capture: exchanges in the order of time ──▶ monitor.replay
                        warc ───┘

What proves an event is kept apart from these: `witness` has its bytes, `monitor.evidence` chains them.

A folder has an `index.jsonl`, one line per response, and the bodies beside it; `folder` says what a line holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.capture.exchange import Capture, Exchange
from monitor.capture.folder import INDEX, read_folder
from monitor.capture.recorder import Recorder
from monitor.capture.witness import Vault, Witness
from monitor.errors import CaptureError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Capture", "Exchange", "Recorder", "Vault", "Witness", "read_captures"]


def read_captures(path: Path) -> list[Capture]:
    """Return the captures at `path`: one for a WARC file or a capture's folder, each one in a folder of such folders.

    A folder may be named by its index.

    Raises: CaptureError.
    """
    if path.name == INDEX and path.is_file():
        return [read_folder(path.parent)]
    if path.is_file():
        from monitor.capture.warc import read_warc  # noqa: PLC0415  # its library takes 0.1 s, and few need it

        return [read_warc(path)]
    if not path.is_dir():
        raise CaptureError(str(path), "there is no regular file or folder of that name")
    if (path / INDEX).is_file():
        return [read_folder(path)]
    inside = sorted(index.parent for index in path.glob(f"*/{INDEX}"))
    if not inside:
        raise CaptureError(str(path), f"is no capture: neither it nor a folder in it has an {INDEX}")
    return [read_folder(folder) for folder in inside]
