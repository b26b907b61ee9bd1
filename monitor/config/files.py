"""The files of a config: the main one, and those in the folder `sources.d` beside it, in the order of their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import ConfigError, Fault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SOURCES_FOLDER = "sources.d"
SUFFIXES = (".yaml", ".yml")
FILES_LIMIT = 1_000
FILE_LIMIT_BYTES = 16 * 1024 * 1024
"""Of all files together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it was read; `${file:…}` in it starts at `folder`, its own."""

    name: str
    folder: Path
    content: bytes

    @property
    def text(self) -> str:
        """What it says. Raises: ConfigError if it is no text."""
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            raise _refused(self.name, "is not UTF-8 text", "save the file as UTF-8", line=line) from None


def folder_beside(main: Path) -> Path:
    """Return the folder whose files add sources to a config, there or not."""
    return main.parent / SOURCES_FOLDER


def folders_of(main: Path) -> Sequence[Path]:
    """Return the folders in which the files of a config are, or would be."""
    return main.parent, folder_beside(main)


def files_of(main: Path) -> Sequence[Path]:
    """Return the files of a config as they are found now."""
    try:
        return main, *listed(main)
    except ConfigError:
        return (main,)


def read_files(main: Path) -> Sequence[File]:
    """Return the files of a config, the main one first. Raises: ConfigError."""
    remedy = "name yours with --config PATH, or begin one: `liveblog-monitor init URL`"
    try:
        files = [_read(main, FILE_LIMIT_BYTES)]
    except FileNotFoundError:
        raise _refused(str(main), "no such file", remedy) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise _unreadable(main, error, "name a file that may be read with --config PATH") from error
    left_bytes = FILE_LIMIT_BYTES - len(files[0].content)
    for path in listed(main):
        try:
            file = _read(path, left_bytes)
        except OSError as error:
            raise _unreadable(path, error, "let the daemon read it, or take it out of the folder") from error
        left_bytes -= len(file.content)
        files.append(file)
    return files


def listed(main: Path) -> Sequence[Path]:
    """Return the files beside the main one. Hidden ones are none, such as editors leave. Raises: ConfigError."""
    folder = folder_beside(main)
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and not path.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise _unreadable(folder, error, "let the daemon read the folder") from error
    if len(found) > FILES_LIMIT:
        raise _refused(str(folder), f"holds more than {FILES_LIMIT:,} files", "put several sources into one file")
    return found


def _read(path: Path, limit_bytes: int) -> File:
    """Return a file of the config. Raises: OSError, ValueError; ConfigError if it is too large."""
    with path.open("rb") as stream:
        content = stream.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        together = "" if limit_bytes == FILE_LIMIT_BYTES else "together with those before it "
        problem = f"{together}is larger than {FILE_LIMIT_BYTES // 1024**2} MiB"
        raise _refused(str(path), problem, "is it the right file?")
    return File(name=str(path), folder=path.parent, content=content)


def _unreadable(path: Path, error: Exception, remedy: str) -> ConfigError:
    why = (getattr(error, "strerror", None) or str(error)).lower()
    return _refused(str(path), f"cannot be read: {why}", remedy)


def _refused(file: str, problem: str, remedy: str, *, line: int | None = None) -> ConfigError:
    return ConfigError([Fault(file=file, line=line, key="", problem=problem, remedy=remedy)])
