"""What a config file becomes, and every fault in it at its line."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config import FAULTS_LIMIT, FILE_LIMIT_BYTES, Config, Webhook, lanes, load, load_to_look, parse
from monitor.config.shape import FetchKeys
from monitor.errors import ConfigError
from monitor.model import Endpoint, Filter, Source

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
A_SOURCE = "sources: [{name: a, url: 'https://a.example'}]\n"


def read(text, **environ):
    return parse(text.encode(), file="c.yaml", folder=Path("/nowhere"), environ=environ)


def read_or_faults(content):
    try:
        return parse(content, file="c.yaml", folder=Path("/nowhere"), environ={"A": "b"})
    except ConfigError as error:
        return error.faults


def faults(text, **environ):
    with pytest.raises(ConfigError) as caught:
        read(text, **environ)
    return [str(fault) for fault in caught.value.faults]


def test_least_config_has_the_defaults():
    """A name and an address are enough."""
    assert Config(sources=(Source(name="a", url="https://a.example"),)) == read(A_SOURCE)


def test_every_key_arrives():
    """Each key ends up in the value that the program uses, as its own type."""
    text = """
store: postgresql://db.example/live
fetch: {user_agent: desk (+mailto:d@example.org)}
defaults: {interval: 10s, on_start: all, labels: {desk: world, team: 7}, headers: {Accept-Language: en}}
sources:
  - name: ukraine
    url: https://a.example/live
    interval: auto
    min: 500ms
    max: 1h30m
    timeout: 2s
    on_start: {latest: 5}
    labels: {desk: war}
    headers: {accept-language: uk, X-Key: k}
    extractor: jsonld
    depth: 4
    confirm_deletions: 0x3
    backfill: true
    quarantine_after: 5
    flap_after: 6
    degraded_after: 4
  - {name: b, url: http://b.example}
webhooks:
  - name: desk
    url: https://hooks.example/${TOKEN}
    secrets: ["${SECRET}"]
    events: [entry.*, source.gap]
    sources: [b, {desk: war}]
    timeout: 3s
    format: standard
"""
    expected = Config(
        store_url="postgresql://db.example/live",
        user_agent="desk (+mailto:d@example.org)",
        sources=(
            Source(
                name="ukraine",
                url="https://a.example/live",
                interval=None,
                min=timedelta(milliseconds=500),
                max=timedelta(minutes=90),
                timeout=timedelta(seconds=2),
                on_start=5,
                labels={"desk": "war", "team": "7"},
                headers={"accept-language": "uk", "x-key": "k"},
                extractor="jsonld",
                depth=4,
                confirm_deletions=3,
                backfill=True,
                quarantine_after=5,
                flap_after=6,
                degraded_after=4,
            ),
            Source(
                name="b",
                url="http://b.example",
                interval=timedelta(seconds=10),
                on_start=None,
                labels={"desk": "world", "team": "7"},
                headers={"accept-language": "en"},
            ),
        ),
        webhooks=(
            Webhook(
                endpoint=Endpoint(
                    name="desk",
                    url="https://hooks.example/t0",
                    secrets=(SECRET,),
                    filter=Filter(
                        types=frozenset(
                            {"entry.created", "entry.updated", "entry.deleted", "entry.restored", "source.gap"}
                        )
                    ),
                    timeout=timedelta(seconds=3),
                ),
                names=frozenset({"b"}),
                labels=({"desk": "war"},),
            ),
        ),
    )
    assert expected == read(text, SECRET=SECRET, TOKEN="t0")


def test_settings_are_plain_text():
    """Nothing that remembers the file goes on into the program."""
    config = read(
        "sources: [{name: a, url: 'https://a.example', labels: {k: v}, headers: {x: y}, extractor: rss}]\n"
        f"webhooks: [{{name: w, url: 'https://h.example', secrets: [{SECRET}], sources: [a]}}]"
    )
    source, webhook = config.sources[0], config.webhooks[0]
    texts = [source.name, source.url, *source.labels, *source.labels.values(), *source.headers.values()]
    texts += [source.extractor, webhook.endpoint.name, webhook.endpoint.url, *webhook.endpoint.secrets, *webhook.names]
    assert {str} == {type(text) for text in texts}


def test_defaults_hold_where_a_source_is_silent():
    """A source's own key wins; an empty one is none."""
    config = read(
        "defaults: {backfill: true, min: 1s, on_start: 'latest: 3'}\n"
        "sources: [{name: a, url: 'https://a.example', backfill: false, on_start: baseline, labels: },"
        " {name: b, url: 'https://b.example'}]"
    )
    expected = [(False, 0, timedelta(seconds=1)), (True, 3, timedelta(seconds=1))]
    assert expected == [(source.backfill, source.on_start, source.min) for source in config.sources]


def test_lanes():
    """A webhook has a lane from each source that it names or whose labels it asks for; without either from all."""
    config = read(
        "sources: [{name: a, url: 'https://a.example', labels: {desk: world, kind: war}},"
        " {name: b, url: 'https://b.example', labels: {desk: world}}, {name: c, url: 'https://c.example'}]\n"
        "webhooks:\n"
        f"- {{name: all, url: 'https://h.example', secrets: [{SECRET}]}}\n"
        f"- {{name: some, url: 'https://h.example', secrets: [{SECRET}], sources: [c, {{desk: world, kind: war}}]}}\n"
    )
    assert {("all", "a"), ("all", "b"), ("all", "c"), ("some", "a"), ("some", "c")} == lanes(config)


HOOK = f"webhooks: [{{name: w, url: 'https://h.example', secrets: [{SECRET}], "

FAULTS = [
    (
        "sources: [{name: a, url: 'https://a.example', labels: {" + ", ".join(f"k{n}: v" for n in range(65)) + "}}]",
        ["c.yaml:1: sources[0].labels: has more than 64 items"],
    ),
    ("", ["c.yaml: sources: there is no source to watch (add one: sources: [{name: ukraine, url: https://…}])"]),
    (
        "sources: []",
        ["c.yaml:1: sources: there is no source to watch (add one: sources: [{name: ukraine, url: https://…}])"],
    ),
    ("just text", ["c.yaml:1: must be a mapping, not text (write key: value below it)"]),
    ("- a", ["c.yaml:1: must be a mapping, not a list (write key: value below it)"]),
    ("sources: a", ["c.yaml:1: sources: must be a list, not text (write [a, b], or one item a line after '- ')"]),
    ("sources:\n- a", ["c.yaml:2: sources[0]: must be a mapping, not text (write key: value below it)"]),
    ("sources:\n-", ["c.yaml:2: sources[0]: must be a mapping, not nothing (write key: value below it)"]),
    (
        "sources:\n  - name: a\n    url: https://a.example\n    intervall: 5s\n",
        ["c.yaml:4: sources[0].intervall: unknown key 'intervall' (did you mean 'interval'?)"],
    ),
    ("sorces:\n- {}\n", ["c.yaml:1: sorces: unknown key 'sorces' (did you mean 'sources'?)"]),
    (
        A_SOURCE + "fetch: {proxy: x}",
        [f"c.yaml:2: fetch.proxy: unknown key 'proxy' (known: {', '.join(FetchKeys.model_fields)})"],
    ),
    (
        A_SOURCE + "fetch: {allow_networks: [10.1.2.3/8, intranet]}",
        [
            "c.yaml:2: fetch.allow_networks[0]: '10.1.2.3/8' is no network (write 10.0.0.0/8 or 10.1.2.3)",
            "c.yaml:2: fetch.allow_networks[1]: 'intranet' is no network (write 10.0.0.0/8 or fd00::/8)",
        ],
    ),
    (
        A_SOURCE + "deliver: {}\ndefaults: {robots: no}",
        ["c.yaml:3: defaults.robots: 'no' is not known (write respect or ignore)"],
    ),
    (
        A_SOURCE + "defaults:\n  <<: {min: 1s}",
        ["c.yaml:3: defaults['<<']: unknown key '<<' (write the keys out, or put them under defaults)"],
    ),
    (
        "sources:\n- nmae: a\n  url: https://a.example\n",
        ["c.yaml:2: sources[0].nmae: unknown key 'nmae' (did you mean 'name'?)"],
    ),
    ("sources:\n- name: a\n", ["c.yaml:2: sources[0].url: is missing (add url: …)"]),
    ("sources:\n- {name: , url: 'https://a.example'}", ["c.yaml:2: sources[0].name: is empty (write a value)"]),
    (
        A_SOURCE + "defaults: {interval: 15}",
        ["c.yaml:2: defaults.interval: '15' has no unit (write 15s)"],
    ),
    (
        A_SOURCE + "defaults: {interval: 1:30}",
        ["c.yaml:2: defaults.interval: '1:30' is no duration (write it like 15s, 5m, 1h30m or 500ms)"],
    ),
    (A_SOURCE + "defaults: {interval: 100ms}", ["c.yaml:2: defaults.interval: '100ms' is not between 200ms and 7d"]),
    (A_SOURCE + "defaults: {timeout: 6m}", ["c.yaml:2: defaults.timeout: '6m' is not between 100ms and 5m"]),
    (
        A_SOURCE + "defaults: {backfill: yes}",
        ["c.yaml:2: defaults.backfill: 'yes' is neither true nor false (write true)"],
    ),
    (
        A_SOURCE + "defaults: {confirm_deletions: 1.5}",
        ["c.yaml:2: defaults.confirm_deletions: '1.5' is no whole number between 1 and 100"],
    ),
    (
        A_SOURCE + "defaults: {on_start: {newest: 5}}",
        ["c.yaml:2: defaults.on_start: is neither baseline, all nor {latest: N} (write on_start: {latest: 5})"],
    ),
    (
        A_SOURCE + "defaults:\n  min: 10m",
        ["c.yaml:3: defaults.min: is longer than the built-in max (raise max or lower min)"],
    ),
    (
        A_SOURCE + "defaults:\n  min: 2s\n  max: 1s",
        ["c.yaml:3: defaults.min: is longer than max (raise max or lower min)"],
    ),
    (
        "defaults: {max: 4m}\nsources: [{name: a, url: 'https://a.example',\n  min: 5m}]",
        ["c.yaml:3: sources[0].min: is longer than defaults.max (raise max or lower min)"],
    ),
    (
        "sources: [{name: a, url: 'https://a.example',\n  max: 1s}]",
        ["c.yaml:2: sources[0].max: is shorter than the built-in min (raise max or lower min)"],
    ),
    (
        "sources:\n- {name: Ukraine Live, url: 'https://a.example'}",
        [
            (
                "c.yaml:2: sources[0].name: 'Ukraine Live' is no name: "
                "a-z, 0-9, '.', '_' and '-', at most 64, a letter or digit first (for example ukraine-live)"
            ),
        ],
    ),
    (
        "sources:\n- {name: a, url: 'https://a.example'}\n- {name: a, url: 'https://b.example'}",
        ["c.yaml:3: sources[1].name: the name 'a' is taken by sources[0] on line 2 (give it a name of its own)"],
    ),
    (
        "sources:\n- name: a\n  url: https://a.example\n  url: https://b.example",
        ["c.yaml:3: sources[0].url: the key stands here and again on line 4 (keep one)"],
    ),
    (
        "sources: [{name: a, url: ftp://a.example}]",
        [
            "c.yaml:1: sources[0].url: is no web address: it must begin with https:// or http:// (write https://host/path)"
        ],
    ),
    (
        "sources: [{name: a, url: 'https://a.example', labels: {\n 'a b': x}}]",
        ["c.yaml:2: sources[0].labels['a b']: 'a b' is no label: letters, digits, '.', '_' and '-', at most 64"],
    ),
    (
        "sources: [{name: a, url: 'https://a.example', labels: {\n a: [x]}}]",
        ["c.yaml:2: sources[0].labels.a: must be text, not a list"],
    ),
    (
        "sources: [{name: a, url: 'https://a.example', labels: x}]",
        ["c.yaml:1: sources[0].labels: must be a mapping, not text (write key: value below it)"],
    ),
    (
        "sources: [{name: a, url: 'https://a.example', headers: {Host: b}}]",
        ["c.yaml:1: sources[0].headers.Host: the header 'Host' is set by the daemon itself (leave it out)"],
    ),
    (
        A_SOURCE + "webhooks:\n- {name: w, url: 'https://h.example', secrets: []}",
        ["c.yaml:3: webhooks[0].secrets: is empty (write at least one item, or leave the key out if it is optional)"],
    ),
    (
        A_SOURCE + "webhooks:\n- {name: w, url: 'https://h.example', secrets: [hunter2]}",
        [
            (
                "c.yaml:3: webhooks[0].secrets[0]: is no webhook secret: it must begin with whsec_"
                " (make one: liveblog-monitor secret new)"
            )
        ],
    ),
    (
        A_SOURCE + HOOK + "events: [entry.create]}]",
        ["c.yaml:2: webhooks[0].events[0]: 'entry.create' is no event type (did you mean 'entry.created'?)"],
    ),
    (
        "sources: [{name: politics, url: 'https://a.example'}]\n" + HOOK + "sources: [polticis]}]",
        ["c.yaml:2: webhooks[0].sources[0]: no source is named 'polticis' (did you mean 'politics'?)"],
    ),
    (
        A_SOURCE + HOOK + "sources: [zebra, {}]}]",
        ["c.yaml:2: webhooks[0].sources[1]: selects nothing (write a source's name or a label such as {desk: world})"],
    ),
    (
        A_SOURCE + HOOK + "sources: [zebra]}]",
        [
            (
                "c.yaml:2: webhooks[0].sources[0]: no source is named 'zebra'"
                " (write a source's name, or a label such as {desk: world})"
            )
        ],
    ),
    (
        A_SOURCE + HOOK + "sources: [{desk: world}]}]",
        ["c.yaml:2: webhooks[0].sources[0]: no source has these labels (add them to a source's labels)"],
    ),
    (
        A_SOURCE + "store: ${DB}",
        ["c.yaml:2: store: the environment variable DB is not set (export DB=…)"],
    ),
    (
        "a: [b\nc: d",
        [
            (
                "c.yaml:2: is no valid YAML: did not find expected ',' or ']'"
                " (check the indentation and that every quote and bracket is closed)"
            )
        ],
    ),
    (
        "on_start: latest: 5",
        [
            (
                "c.yaml:1: is no valid YAML: mapping values are not allowed in this context"
                " (put text that holds ': ' in quotes, and check the indentation above)"
            )
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=range(len(FAULTS)))
def test_fault(text, expected):
    """A fault names its file, line and key, what is wrong and what would be right."""
    assert expected == faults(text)


def test_all_faults_come_at_once():
    """What is wrong in one place hides nothing in another, and what may just be among the wrong is not reported."""
    text = (
        "colour: red\n"
        "defaults: {min: 1h}\n"
        "sources:\n"
        "- {name: a, url: nowhere, labels: {desk: world}}\n"
        "- {name: b, url: 'https://b.example', max: 2s, min: 4s}\n"
        "- {name: b, url: 'https://c.example'}\n"
        "webhooks:\n"
        f"- {{name: w, url: 'https://h.example', secrets: [{SECRET}], sources: [a, {{desk: world}}, nobody]}}\n"
        "- {name: v}\n"
    )
    expected = ["colour", "defaults.min", "sources[0].url", "sources[1].min", "sources[2].name"]
    expected += ["webhooks[0].sources[2]", "webhooks[1].secrets", "webhooks[1].url"]
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert expected == [fault.key for fault in caught.value.faults]
    assert [fault.line for fault in caught.value.faults] == [1, 2, 4, 5, 6, 8, 9, 9]


def test_unknown_extractor():
    """Who knows the extractors has a forced one checked."""
    text = b"sources: [{name: a, url: 'https://a.example', extractor: jsonl}]"
    with pytest.raises(ConfigError) as caught:
        parse(text, file="c.yaml", folder=Path(), environ={}, extractors=["jsonld", "rss"])
    expected = "c.yaml:1: sources[0].extractor: no extractor is named 'jsonl' (did you mean 'jsonld'?)"
    assert expected == str(caught.value)
    assert parse(text, file="c.yaml", folder=Path(), environ={}).sources[0].extractor == "jsonl"


def test_known_extractor():
    """A forced extractor that there is, is right."""
    text = b"sources: [{name: a, url: 'https://a.example', extractor: rss}, {name: b, url: 'https://b.example'}]"
    config = parse(text, file="c.yaml", folder=Path(), environ={}, extractors=["jsonld", "rss"])
    assert [source.extractor for source in config.sources] == ["rss", None]


def test_words_stay_words():
    """YAML 1.1 would make false, 45000 seconds, 7 and a date of these; where text is wanted they stay as written."""
    config = read("sources: [{name: no, url: 'https://a.example', labels: {a: on, b: 12:30, c: 007, d: 2024-01-01}}]")
    assert (
        config.sources[0].name,
        config.sources[0].labels,
    ) == ("no", {"a": "on", "b": "12:30", "c": "007", "d": "2024-01-01"})


PLACES = [
    "store: {}",
    "fetch: {{user_agent: '{}'}}",
    "colour: {}",
    *(f"defaults: {{{{{key}: '{{}}'}}}}" for key in ("interval", "min", "timeout", "on_start", "backfill", "labels")),
    "defaults: {{confirm_deletions: '{}', headers: {{x: '{}'}}}}",
    "sources: [{{name: '{}', url: '{}', extractor: '{}'}}, {{name: '{}', url: '{}'}}]",
    (
        "webhooks: [{{name: '{}', url: '{}', secrets: ['{}'], events: ['{}'], sources: ['{}', {{a: '{}'}}],"
        " format: '{}'}}]"
    ),
    (
        "webhooks: [{{name: w, url: 'https://h.example/', secrets: ['whsec_{}', 'whsec_a{}'],"
        " sources: ['x{}', {{a: '{}'}}]}}]"
    ),
]


@pytest.mark.parametrize("value", ["hunter2 Ünicode", "hunter2", "2", "YES", "hunter2" * 100, "hunter2\nx"])
@pytest.mark.parametrize("place", PLACES)
def test_no_fault_shows_what_a_reference_stands_for(place, value):
    """Wherever a secret is put by mistake, the fault shows `${…}` and not the secret."""
    text = place.replace("{}", "${S}") if "{{" not in place else place.format(*["${S}"] * 8)
    secret = value if len(value) > 3 else f"{value}7734{value}"
    listed = "\n".join(faults(text, S=secret))
    assert [part for part in (secret, secret.lower(), "hunter2", "7734") if part in listed] == []


def test_reprs_show_no_secrets():
    """A setting in a log or traceback shows no secret, header or database password."""
    config = read(
        "store: postgresql://u:hunter2@h/d\nsources: [{name: a, url: 'https://a.example', headers: {x: hunter2}}]\n"
        f"webhooks: [{{name: w, url: 'https://h.example', secrets: [{SECRET}]}}]"
    )
    assert ("hunter2" in repr(config), SECRET in repr(config)) == (False, False)


def test_faults_are_limited():
    """A file that is no config at all does not fill the screen for ever."""
    listed = faults("sources:\n" + "- a\n" * (FAULTS_LIMIT + 5))
    assert len(listed) == FAULTS_LIMIT + 1
    assert listed[-1] == "c.yaml: 5 more faults are not listed (is it the right file?)"


def test_missing_file(tmp_path):
    """A config that is not there says how to name another."""
    path = tmp_path / "monitor.yaml"
    with pytest.raises(ConfigError) as caught:
        load(path, environ={})
    remedy = "name yours with --config PATH, or begin one: `liveblog-monitor init URL`"
    assert f"{path}: no such file ({remedy})" == str(caught.value)


@pytest.mark.parametrize(("name", "why"), [("", "is a directory"), ("nul\0", "embedded null byte")])
def test_unreadable_file(tmp_path, name, why):
    """A path that cannot be read as a file says why."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / name, environ={})
    assert f"cannot be read: {why}" == caught.value.faults[0].problem


def test_references_start_at_the_config(tmp_path):
    """A relative `${file:…}` is beside the config file, wherever the daemon was started."""
    (tmp_path / "c.yaml").write_text(A_SOURCE + "store: ${file:db}")
    (tmp_path / "db").write_text("sqlite:///x.db\n")
    assert load(tmp_path / "c.yaml", environ={}).store_url == "sqlite:///x.db"


def test_too_large():
    """A file over the limit is refused before it is parsed."""
    with pytest.raises(ConfigError) as caught:
        parse(b"#" * (FILE_LIMIT_BYTES + 1), file="c.yaml", folder=Path(), environ={})
    assert str(caught.value) == "c.yaml: is larger than 16 MiB (is it the right file?)"


def test_encoding():
    """A byte order mark is no part of the first key, and bytes that are no UTF-8 are named by their line."""
    assert read(A_SOURCE) == parse(b"\xef\xbb\xbf" + A_SOURCE.encode(), file="c.yaml", folder=Path(), environ={})
    with pytest.raises(ConfigError) as caught:
        parse(b"a: b\nc: \xff", file="c.yaml", folder=Path(), environ={})
    assert str(caught.value) == "c.yaml:2: is not UTF-8 text (save the file as UTF-8)"


KEYS = [
    "name",
    "url",
    "sources",
    "webhooks",
    "defaults",
    "store",
    "fetch",
    "labels",
    "headers",
    "secrets",
    "events",
    "interval",
    "min",
    "max",
    "on_start",
    "latest",
    "a",
]
SIGNS = [
    "https://a.example",
    "http://[",
    "5s",
    "15",
    "auto",
    "~",
    "true",
    "yes",
    "0x1f",
    "entry.*",
    "&a",
    "*a",
    "!!str",
    "!!int",
    "!x",
    "<<",
    "?",
    "-",
    ":",
    "${A}",
    "${file:a}",
    "$${",
    "${",
    "{",
    "}",
    "[",
    "]",
    ",",
    '"',
    "'",
    "|",
    ">",
    "#",
    "---",
    "...",
    "%YAML",
    "\t",
]
WORDS = st.sampled_from([*KEYS, *SIGNS])
YAMLISH = st.lists(st.tuples(WORDS, st.sampled_from(["", " ", ": ", "\n", "\n  ", "\n- "])), max_size=40).map(
    lambda pairs: "".join(word + space for word, space in pairs).encode()
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.one_of(st.binary(max_size=200), YAMLISH, st.text(max_size=80).map(lambda text: text.encode())))
def test_any_bytes_are_a_config_or_faults(content):
    """Nothing else than ConfigError comes of any bytes, and each fault has its words."""
    outcome = read_or_faults(content)
    match outcome:
        case Config():
            assert outcome.sources
        case faults_:
            assert faults_
            assert all(fault.problem for fault in faults_)


TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 2000)
    | st.sampled_from(["a", "5s", "https://a.example", "auto", SECRET]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "url", "sources", "webhooks", "defaults", "labels", "secrets", "min", "max", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(tree=TREES)
def test_any_tree_is_a_config_or_faults(tree):
    """Whatever stands where something else is wanted is a fault with a line."""
    match read_or_faults(json.dumps(tree).encode()):
        case Config() as config:
            assert config.sources
        case faults_:
            assert [fault for fault in faults_ if not fault.problem or (fault.line is None and tree)] == []


@pytest.mark.slow
def test_ten_thousand_sources():
    """Ten thousand sources are read, each with its own settings."""
    lines = (f"- {{name: s{n}, url: 'https://a.example/{n}', interval: {n % 60 + 1}s}}" for n in range(10_000))
    config = read("sources:\n" + "\n".join(lines))
    assert (10_000, timedelta(seconds=40)) == (len(config.sources), config.sources[9_999].interval)


LOOKED_AT = """
store: sqlite:///x.db
api: {tokens: ["${A}", {token: "${file:b}", scope: read}]}
sources: [{name: a, url: "https://a.example", headers: {X-Key: "${credential:c}"}}]
webhooks:
  - name: desk
    url: "https://h.example/${D}"
    secrets: ["${E}", "${F}"]
    quiet: {start: "22:00", end: "07:00", zone: UTC}
  - {name: chat, url: "https://api.telegram.org/bot${G}", format: telegram, options: {chat_id: "-1"}}
"""


def test_looking_without_secrets(tmp_path):
    """Whoever only looks has the settings without the secrets; those that are at hand are as they are."""
    file = tmp_path / "c.yaml"
    file.write_text(LOOKED_AT)
    config = load_to_look(file, environ={"D": "here"})
    assert ["desk", "chat"] == [webhook.endpoint.name for webhook in config.webhooks]
    endpoint = config.webhooks[0].endpoint
    assert ("https://h.example/here", 2, True) == (endpoint.url, len(set(endpoint.secrets)), endpoint.quiet is not None)


@pytest.mark.parametrize(
    ("found", "made", "fault"),
    [
        ("sqlite:///x.db", "postgresql://me:${P}@h/db", "store: the environment variable P is not set"),
        ("scope: read", "scope: some", "api.tokens[0]: the environment variable A is not set"),
        ('"https://a.example"', '"https://a.example", interval: "${I}"', "the environment variable I is not set"),
    ],
)
def test_what_nobody_can_look_at(tmp_path, found, made, fault):
    """What is wrong beside the secrets is said as ever, and a database is not opened with a made-up password."""
    file = tmp_path / "c.yaml"
    file.write_text(LOOKED_AT.replace(found, made))
    with pytest.raises(ConfigError) as refused:
        load_to_look(file, environ={"D": "here"})
    assert fault in str(refused.value)
