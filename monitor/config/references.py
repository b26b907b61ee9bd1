"""What `${NAME}`, `${file:path}` and `${credential:NAME}` stand for, so that secrets need not stand in the config file.

A credential is what systemd hands to a unit (LoadCredential=, systemd.exec(5)): a file in a folder that the unit alone
may read, and that is gone with it.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.config.tree import SHOWN_CHARS, Text, is_unicode
from monitor.config.values import SECRET_MIN_BYTES, SECRET_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    StandIn: TypeAlias = Callable[[str], str | None]

FILE_LIMIT_BYTES = 64 * 1024
VALUES_LIMIT_CHARS = 16 * 1024 * 1024
"""What all references of one config may stand for together."""

STAND_IN_HOST_CHARS = 16

_REFERENCE = re.compile(r"\$(?P<escaped>\$\{)|\$\{(?P<name>[^{}]*)\}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CREDENTIAL = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
"""Of systemd's rule for their names what needs no quoting; none leads out of the folder."""

CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY"
KINDS = "write ${NAME}, ${file:path} or ${credential:NAME}; $${ is a plain ${"

Problem = tuple[str, str]
"""(what is wrong, what would be right)."""


class References:
    """Replaces references in text. A file is read once, however often it is named.

    `stand_in` makes of its name what is put for what cannot be looked up, instead of saying so, or None.

    A callable with state rather than a function, for the files read so far and for the common size limit.
    """

    def __init__(self, *, folder: Path, environ: Mapping[str, str], stand_in: StandIn | None = None) -> None:
        self._folder = folder
        self._environ = environ
        self._stand_in = stand_in
        self._files: dict[str, str | Problem] = {}
        self._chars_left = VALUES_LIMIT_CHARS

    def __call__(self, text: str) -> tuple[str, list[Problem]]:
        """Return the text with every reference replaced, and what was wrong with those that could not be.

        `$${` stands for a plain `${`. What a reference stands for is not searched for references again.
        """
        problems: list[Problem] = []

        def replace(match: re.Match[str]) -> str:
            if match["escaped"]:
                return "${"
            found = self._look_up(match["name"])
            if isinstance(found, str):
                self._chars_left -= len(found)
                if self._chars_left >= 0:
                    return found
                found = (f"all references together stand for more than {VALUES_LIMIT_CHARS:,} characters", "use fewer")
            if self._stand_in is not None and (stand_in := self._stand_in(match["name"])) is not None:
                return stand_in
            problems.append(found)
            return match[0]

        return _REFERENCE.sub(replace, text), problems

    def _look_up(self, name: str) -> str | Problem:
        if name.startswith("file:"):
            path = name.removeprefix("file:")
            if path not in self._files:
                self._files[path] = self._read(path)
            return self._files[path]
        if name.startswith("credential:"):
            return self._credential(name.removeprefix("credential:"))
        if _VARIABLE.fullmatch(name) is None:
            return f"'${{{name[:SHOWN_CHARS]}}}' names nothing", KINDS
        value = self._environ.get(name)
        if value is None:
            return f"the environment variable {name[:SHOWN_CHARS]} is not set", f"export {name[:SHOWN_CHARS]}=…"
        if not value.isascii() and not is_unicode(value):
            return f"the environment variable {name[:SHOWN_CHARS]} is not UTF-8 text", "set it anew"
        return value

    def _credential(self, name: str) -> str | Problem:
        shown = name[:SHOWN_CHARS]
        if _CREDENTIAL.fullmatch(name) is None:
            return f"{shown!r} cannot be the name of a credential", "write ${credential:NAME}"
        folder = self._environ.get(CREDENTIALS_DIRECTORY)
        remedy = f"add LoadCredential={shown}:/path to the unit ([Service]), and start it anew"
        if not folder:
            return f"there is no credential {shown}: systemd has handed over none", remedy
        path = str(Path(folder) / name)
        if path not in self._files:
            self._files[path] = self._read(path)
        found = self._files[path]
        return found if isinstance(found, str) else (f"there is no credential {shown}: {found[0]}", remedy)

    def _read(self, name: str) -> str | Problem:
        shown = name[:SHOWN_CHARS]
        path = self._folder / name
        try:
            if path.exists() and not path.is_file():  # a pipe or a device would never end
                return f"{shown} is not a regular file", "name a file that holds the value alone"
            with path.open("rb") as file:
                content = file.read(FILE_LIMIT_BYTES + 1)
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            remedy = f"a relative path starts at {self._folder}"
            if isinstance(error, PermissionError):
                remedy = f"give the user who runs this, number {os.geteuid()}, the right to read it"
            return f"the file {shown} cannot be read: {why}", remedy
        except ValueError:  # a NUL in the path
            return f"{shown!r} cannot be a path", "write ${file:path}"
        if len(content) > FILE_LIMIT_BYTES:
            return f"the file {shown} is larger than {FILE_LIMIT_BYTES // 1024} KiB", "it must hold the value alone"
        try:
            return content.decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:  # not chained: it quotes the content
            return f"the file {shown} is not UTF-8 text", "it must hold the value alone"


def stand_in_for(name: str) -> str:
    """Return what has the form of a secret, a token and a part of an address, another one for each name.

    >>> stand_in_for("DESK_SECRET")
    'whsec_I6nmAH7Q-MoT5T5gM4GAp_UQhP2ZEykP'
    """
    return f"{SECRET_PREFIX}{b64encode(sha256(name.encode()).digest()[:SECRET_MIN_BYTES], b'-_').decode()}"


def credential_stand_in(name: str) -> str | None:
    """Return a stand-in for a credential, None for all else."""
    return stand_in_for(name) if name.startswith("credential:") else None


def hides_credentials(environ: Mapping[str, str]) -> bool:
    """Return whether systemd names the folder of a unit's credentials and keeps this process out of it.

    So does systemd 252 with what ExecReload= runs, for all that it runs as the unit's user.
    """
    folder = environ.get(CREDENTIALS_DIRECTORY)
    try:
        Path(folder or os.curdir).stat()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def address_or_stand_in(parse: Callable[[Any], str], value: Any) -> str:
    """Return the address that `parse` makes of a value, or one for the stand-in of a whole address, which is none.

    Those of Slack, Discord and Teams are secrets as they are. Raises: what `parse` does.
    """
    written = value.written if isinstance(value, Text) and value.written != value else ""
    match = _REFERENCE.fullmatch(written)
    if match and match["name"] and value == stand_in_for(match["name"]):
        return f"https://{sha256(value.encode()).hexdigest()[:STAND_IN_HOST_CHARS]}.invalid/"
    return parse(value)
