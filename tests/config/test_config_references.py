"""What `${…}` stands for."""

import os
import re
from pathlib import Path

import pytest

from monitor.config import load, load_to_look, references
from monitor.config.references import (
    FILE_LIMIT_BYTES,
    VALUES_LIMIT_CHARS,
    References,
    credential_stand_in,
    hides_credentials,
    stand_in_for,
)
from monitor.errors import ConfigError

NOBODY = 65_534
"""A user that is no other's."""


def replaced(text, folder=Path("/nowhere"), **environ):
    return References(folder=folder, environ=environ)(text)


def test_variables():
    """A variable is replaced wherever it stands, and what it stands for is not searched again."""
    assert replaced("http://${A}/b${A}", A="${B}", B="x") == ("http://${B}/b${B}", [])


def test_escape():
    """`$${` is a plain `${`; a lone dollar is itself."""
    assert replaced("$${A} $5 $$", A="x") == ("${A} $5 $$", [])


def test_every_missing_variable_is_named():
    """All that is missing in one value is said at once."""
    text, problems = replaced("${A}${B}")
    assert text == "${A}${B}"
    assert problems == [
        ("the environment variable A is not set", "export A=…"),
        ("the environment variable B is not set", "export B=…"),
    ]


def test_stand_ins():
    """Who only looks needs no secrets: what is missing is made up of its name, and the rest is as it is."""
    substitute = References(folder=Path("/nowhere"), environ={"C": "c"}, stand_in=str.lower)
    assert ("a file:x credential:y c", []) == substitute("${A} ${file:x} ${credential:Y} ${C}")


@pytest.mark.parametrize("text", ["${}", "${a-b}", "${A:-x}", "${ A }"])
def test_no_name(text):
    """What is no name is said to be none."""
    remedy = "write ${NAME}, ${file:path} or ${credential:NAME}; $${ is a plain ${"
    assert (text, [(f"'{text}' names nothing", remedy)]) == replaced(text)


def test_variable_that_is_no_text():
    """A variable of broken bytes never gets into a setting."""
    assert replaced("${A}", A="\udcff")[1][0][0] == "the environment variable A is not UTF-8 text"
    assert replaced("${A}", A="ü") == ("ü", [])


@pytest.mark.parametrize(("content", "expected"), [(b"x", "x"), (b"x\n", "x"), (b"x\r\n", "x"), (b" x\n\n", " x\n")])
def test_file(tmp_path, content, expected):
    """A file stands for its content without one newline at the end."""
    (tmp_path / "token").write_bytes(content)
    assert (expected, []) == replaced("${file:token}", tmp_path)
    assert (expected, []) == replaced(f"${{file:{tmp_path}/token}}")


def test_file_is_read_once(tmp_path):
    """A file that many values name is read once, so that all of them agree."""
    (tmp_path / "token").write_text("x")
    replace = References(folder=tmp_path, environ={})
    assert replace("${file:token}") == ("x", [])
    (tmp_path / "token").write_text("y")
    assert replace("${file:token}") == ("x", [])


def test_bad_files(tmp_path):
    """A file that cannot be had is named with the reason, and its content is never shown."""
    (tmp_path / "large").write_bytes(b"x" * (FILE_LIMIT_BYTES + 1))
    (tmp_path / "binary").write_bytes(b"hunter2\xff")
    os.mkfifo(tmp_path / "pipe")
    names = ["none", "large", "binary", "pipe", ".", "nul\0", "x" * 5000]
    expected = [
        "the file none cannot be read: no such file or directory",
        "the file large is larger than 64 KiB",
        "the file binary is not UTF-8 text",
        "pipe is not a regular file",
        ". is not a regular file",
        "'nul\\x00' cannot be a path",
        f"the file {'x' * 60} cannot be read: file name too long",
    ]
    assert expected == [replaced(f"${{file:{name}}}", tmp_path)[1][0][0] for name in names]


def test_all_values_are_limited(monkeypatch):
    """References cannot make a small file stand for memory without end."""
    assert VALUES_LIMIT_CHARS >= FILE_LIMIT_BYTES
    monkeypatch.setattr(references, "VALUES_LIMIT_CHARS", 5)
    replace = References(folder=Path("/nowhere"), environ={"A": "xxx"})
    assert replace("${A}") == ("xxx", [])
    problem = "all references together stand for more than 5 characters"
    assert ("${A}", [(problem, "use fewer")]) == replace("${A}")


def test_credential(tmp_path):
    """A credential is read from the folder that systemd names, whatever folder the config lies in."""
    (tmp_path / "desk-secret").write_text("s3cr3t\n")
    assert ("s3cr3ts3cr3t", []) == replaced("${credential:desk-secret}" * 2, CREDENTIALS_DIRECTORY=str(tmp_path))


@pytest.mark.parametrize("name", ["../passwd", "a/b", ".", "..", ".hidden", "", "a b"])
def test_no_credential_name(tmp_path, name):
    """No name leads out of that folder."""
    text = f"${{credential:{name}}}"
    expected = [(f"{name!r} cannot be the name of a credential", "write ${credential:NAME}")]
    assert (text, expected) == replaced(text, CREDENTIALS_DIRECTORY=str(tmp_path))


def test_credential_that_is_not_there(tmp_path):
    """Whoever did not load a credential is told how."""
    remedy = "add LoadCredential=desk:/path to the unit ([Service]), and start it anew"
    assert [("there is no credential desk: systemd has handed over none", remedy)] == replaced("${credential:desk}")[1]
    ((problem, advice),) = replaced("${credential:desk}", CREDENTIALS_DIRECTORY=str(tmp_path))[1]
    assert (True, remedy) == (problem.endswith("cannot be read: no such file or directory"), advice)


@pytest.mark.parametrize("kind", ['url: "${NAME}"', 'format: slack, url: "${credential:NAME}"'])
def test_a_whole_address_has_a_stand_in(tmp_path, kind):
    """Where secrets may stand in, one that is a whole address does: the addresses of chats are secrets."""
    file = tmp_path / "monitor.yaml"
    secret = "secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]"
    file.write_text(f'sources: [{{name: a, url: "${{file:nobody}}"}}]\nwebhooks: [{{name: desk, {secret}, {kind}}}]\n')
    config = load_to_look(file, environ={})
    addresses = {config.sources[0].url, config.webhooks[0].endpoint.url}
    assert 2 == len(addresses)
    assert all(re.fullmatch(r"https://[0-9a-f]{16}\.invalid/", address) for address in addresses)
    with pytest.raises(ConfigError):
        load(file, environ={})


def test_a_stand_in_is_no_address_elsewhere(tmp_path):
    """An address that is really set to something like it, or has it written out, is wrong as ever."""
    file = tmp_path / "monitor.yaml"
    for url in ("${NAME}", stand_in_for("NAME")):
        file.write_text(f'sources: [{{name: a, url: "{url}"}}]\n')
        with pytest.raises(ConfigError, match="is no web address"):
            load(file, environ={"NAME": stand_in_for("OTHER")})


def test_credentials_that_are_hidden(tmp_path):
    """Only credentials stand in where systemd hides them; it hides them if its folder may not be looked into."""
    file = tmp_path / "monitor.yaml"
    text = 'sources: [{name: a, url: "https://a.example/"}]\n'
    text += 'webhooks: [{name: desk, url: "https://h.example/", secrets: ["${credential:desk}"%s]}]\n'
    file.write_text(text % "")
    assert "desk" == load(file, environ={}, stand_in=credential_stand_in).webhooks[0].endpoint.name
    file.write_text(text % ', "${OTHER}"')
    with pytest.raises(ConfigError) as caught:
        load(file, environ={}, stand_in=credential_stand_in)
    (found,) = caught.value.faults
    assert "the environment variable OTHER is not set" == found.problem


def test_whether_credentials_are_hidden(tmp_path):
    """They are if the folder that systemd names exists and may not be looked into."""
    assert not hides_credentials({})
    assert not hides_credentials({"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert not hides_credentials({"CREDENTIALS_DIRECTORY": str(tmp_path / "none")})


def test_a_folder_that_is_kept_from_us(tmp_path):
    """A folder that we may not enter hides what is in it; from root nothing is, so root is somebody else meanwhile."""
    tmp_path.chmod(0o000)
    ours = os.geteuid()
    os.seteuid(NOBODY if ours == 0 else ours)
    try:
        assert hides_credentials({"CREDENTIALS_DIRECTORY": str(tmp_path / "unit.service")})
    finally:
        os.seteuid(ours)
        tmp_path.chmod(0o700)


def test_a_file_that_may_not_be_read(tmp_path):
    """Who must be given the right is named: in a container it is a number that the machine outside does not know."""
    tmp_path.chmod(0o000)
    ours = os.geteuid()
    os.seteuid(NOBODY if ours == 0 else ours)
    try:
        said = replaced("${file:desk.secret}", tmp_path)[1]
        remedy = f"give the user who runs this, number {os.geteuid()}, the right to read it"
    finally:
        os.seteuid(ours)
        tmp_path.chmod(0o700)
    assert [("the file desk.secret cannot be read: permission denied", remedy)] == said
