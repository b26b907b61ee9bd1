"""Sources in files beside the main one: merged, and each fault at its own file and line."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import files as config_files
from monitor.config import load
from monitor.config.document import compose
from monitor.config.places import Part, Places
from monitor.config.references import References
from monitor.config.tree import Finding
from monitor.errors import ConfigError

MAIN = "sources:\n- {name: a, url: 'https://a.example'}\n"


def written(folder, main=MAIN, **files):
    """Write a main file, and files beside it by their names without the suffix; return the main one."""
    (folder / "sources.d").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "sources.d" / f"{name}.yaml").write_text(text)
    (folder / "monitor.yaml").write_text(main)
    return folder / "monitor.yaml"


def read(path, **environ):
    return load(path, environ=environ)


def faults(path, **environ):
    """Return the faults, their paths from the main file's folder on."""
    with pytest.raises(ConfigError) as caught:
        read(path, **environ)
    return [str(fault).replace(f"{path.parent}/", "") for fault in caught.value.faults]


def one(name, more=""):
    return f"sources:\n- name: {name}\n  url: https://{name}.example\n{more}"


def test_merged_in_the_order_of_the_names(tmp_path):
    """The main file's sources come first, then those beside it by the names of the files."""
    path = written(tmp_path, b2=one("d"), b10=one("c"), a=one("b"))
    assert ["a", "b", "c", "d"] == [source.name for source in read(path).sources]


def test_defaults_and_webhooks_of_the_main_file_hold_for_all(tmp_path):
    """What the main file says of sources in general is true of those beside it, and its webhooks may name them."""
    main = "defaults: {interval: 7s}\nwebhooks: [{name: w, url: 'https://w.example', format: slack, sources: [b]}]\n"
    config = read(written(tmp_path, main, b=one("b")))
    assert [7.0] == [source.interval.total_seconds() for source in config.sources]
    assert config.webhooks[0].wants(config.sources[0])


@pytest.mark.parametrize("name", [".hidden.yaml", "notes.txt", "b.yaml~", "b.yaml.bak"])
def test_what_is_no_config_is_left_alone(tmp_path, name):
    """Hidden files and what editors leave behind are not read."""
    path = written(tmp_path)
    (tmp_path / "sources.d" / name).write_text("{broken")
    assert ["a"] == [source.name for source in read(path).sources]


@pytest.mark.parametrize("suffix", config_files.SUFFIXES)
def test_both_suffixes(tmp_path, suffix):
    """.yaml and .yml are the same."""
    path = written(tmp_path)
    (tmp_path / "sources.d" / f"b{suffix}").write_text(one("b"))
    assert ["a", "b"] == [source.name for source in read(path).sources]


def test_empty_files(tmp_path):
    """A file beside the main one may be empty, and so may its list."""
    assert ["a", "z"] == [
        s.name for s in read(written(tmp_path, b="", c="# later\n", d="sources:\n", z=one("z"))).sources
    ]


def test_faults_at_their_file_and_line(tmp_path):
    """Each fault is named with its own file, its line and key there, in the order of the files."""
    path = written(
        tmp_path,
        "sources:\n- {name: a, url: 'https://a.example', min: 5}\n",
        b=one("b"),
        c=one("c", "  intervall: 5s\n") + "- name: d\n  url: nowhere\n",
        e=one("e", "  timeout: ${NONE}\n"),
    )
    assert [
        "monitor.yaml:2: sources[0].min: '5' has no unit (write 5s)",
        "sources.d/c.yaml:4: sources[0].intervall: unknown key 'intervall' (did you mean 'interval'?)",
        (
            "sources.d/c.yaml:6: sources[1].url: is no web address: it must begin with https:// or http:// "
            "(write https://host/path)"
        ),
        "sources.d/e.yaml:4: sources[0].timeout: the environment variable NONE is not set (export NONE=…)",
    ] == faults(path)


def test_a_name_that_two_files_give(tmp_path):
    """A name that stands in two files is a fault of the later one, which names the first with its line."""
    path = written(tmp_path, b=one("b"), c=one("c") + "- {name: b, url: 'https://x.example'}\n", d=one("a"))
    assert [
        "sources.d/c.yaml:4: sources[1].name: the name 'b' is taken by sources[0] of sources.d/b.yaml on line 2",
        "sources.d/d.yaml:2: sources[0].name: the name 'a' is taken by sources[0] of monitor.yaml on line 2",
    ] == [fault.removesuffix(" (give it a name of its own)") for fault in faults(path)]


def test_a_name_twice_in_one_file(tmp_path):
    """Within one file the line is enough."""
    path = written(tmp_path, b=one("b") + "- {name: b, url: 'https://x.example'}\n")
    assert [
        "sources.d/b.yaml:4: sources[1].name: the name 'b' is taken by sources[0] on line 2 (give it a name of its own)"
    ] == faults(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {name: b, url: 'https://b.example'}\n", "1: must be a mapping, not a list"),
        ("webhooks: []\n", "1: webhooks: the key 'webhooks' has no place here"),
        ("sources: {name: b}\n", "1: sources: must be a list, not a mapping"),
        ("sources: []\nsources: []\n", "1: sources: the key stands here and again on line 2"),
        ("sources:\n- [\n", "3: is no valid YAML"),
        ("\xff", "1: is not UTF-8 text"),
    ],
)
def test_what_a_file_beside_may_not_hold(tmp_path, text, said):
    """A file beside the main one holds sources, and all else in it is a fault there."""
    path = written(tmp_path)
    (tmp_path / "sources.d" / "b.yaml").write_bytes(text.encode("latin-1"))
    found = faults(path)
    assert [f"sources.d/b.yaml:{said}"] == [fault[: len(f"sources.d/b.yaml:{said}")] for fault in found]


def test_both_files_are_no_yaml(tmp_path):
    """Two files that cannot be read as YAML are both named."""
    assert 2 == len(faults(written(tmp_path, "{", b="{")))


@pytest.mark.parametrize("main", ["- a\n", "sources: none\n"])
def test_a_main_file_that_nothing_can_be_added_to(tmp_path, main):
    """A main file of the wrong shape is one fault; what is wrong beside it keeps its own place."""
    found = faults(written(tmp_path, main, b=one("b", "  timeout: ${NONE}\n")))
    assert ["monitor.yaml:1", "sources.d/b.yaml:4"] == [fault.partition(": ")[0] for fault in found]


def test_references_start_at_the_file_that_holds_them(tmp_path):
    """A relative ${file:…} is looked for beside the file in which it stands."""
    path = written(tmp_path, b=one("b", '  headers: {cookie: "${file:cookie}"}\n'))
    (tmp_path / "sources.d" / "cookie").write_text("taste=good\n")
    assert {"cookie": "taste=good"} == read(path).sources[1].headers


def test_limits(tmp_path, monkeypatch):
    """More files, or more bytes in all, than there may be are one fault."""
    path = written(tmp_path, b=one("b"), c=one("c"))
    monkeypatch.setattr(config_files, "FILES_LIMIT", 1)
    assert ["sources.d: holds more than 1 files (put several sources into one file)"] == faults(path)
    monkeypatch.setattr(config_files, "FILES_LIMIT", 2)
    monkeypatch.setattr(config_files, "FILE_LIMIT_BYTES", len(MAIN) + 10)
    (said,) = faults(path)
    assert said.startswith("sources.d/b.yaml: together with those before it is larger than")


@pytest.mark.parametrize("what", ["a folder", "a loop"])
def test_what_cannot_be_read(tmp_path, what):
    """A file beside the main one that cannot be opened is a fault that names it."""
    path = written(tmp_path)
    place = tmp_path / "sources.d" / "b.yaml"
    if what == "a folder":
        place.mkdir()
    else:
        place.symlink_to(place)
    (said,) = faults(path)
    assert said.startswith("sources.d/b.yaml: cannot be read: ")


def test_a_folder_that_cannot_be_read(tmp_path):
    """Where sources.d is no folder that can be listed, the config is not read without it."""
    (tmp_path / "monitor.yaml").write_text(MAIN)
    (tmp_path / "sources.d").symlink_to(tmp_path / "sources.d")
    (said,) = faults(tmp_path / "monitor.yaml")
    assert said.startswith("sources.d: cannot be read: ")


def test_a_file_in_the_folders_place(tmp_path):
    """A plain file of that name is nobody's folder."""
    (tmp_path / "monitor.yaml").write_text(MAIN)
    (tmp_path / "sources.d").write_text("")
    assert ["a"] == [source.name for source in read(tmp_path / "monitor.yaml").sources]


COUNTS = st.lists(st.integers(0, 3), min_size=1, max_size=5)


@given(COUNTS)
def test_each_item_is_found_again(counts):
    """Whatever the files hold, each source of the whole is said to be where its file has it."""

    def part(number, count):
        text = json.dumps({"sources": [{"name": f"f{number}-{at}"} for at in range(count)]})
        root, findings = compose(text, file=f"f{number}", substitute=References(folder=os.curdir, environ={}))
        return Part(file=f"f{number}", root=root, findings=findings)

    main, *others = [part(number, count) for number, count in enumerate(counts)]
    places = Places(main, others)
    items = places.root["sources"]
    assert sum(counts) == len(items)
    for at, item in enumerate(items):
        ((fault,), _) = places.faults([Finding(path=("sources", at, "name"), problem="x")], 10)
        file, _, local = item["name"].partition("-")
        assert (file, f"sources[{local}].name") == (fault.file, fault.key)
