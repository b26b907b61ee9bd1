"""What turns one config into another: a reload touches that, and nothing else."""

from dataclasses import fields, replace
from datetime import timedelta
from ipaddress import ip_network

from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Config, Webhook
from monitor.config.plan import KEYS, TAKEN_ON, compared, plan, running
from monitor.config.shape import DefaultsKeys
from monitor.model import ApiSettings, Differences, Endpoint, Etiquette, Filter, NamesTurned, Registered, Source, Token
from monitor.turnover import turnover

NAMES = st.sampled_from("abcdefg")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def sources():
    one = st.builds(
        Source,
        name=NAMES,
        url=st.sampled_from(["https://a.example", "https://b.example"]),
        interval=st.sampled_from([None, timedelta(seconds=5)]),
        labels=st.dictionaries(st.sampled_from(["desk"]), st.sampled_from(["world", "uk"])),
    )
    return st.lists(one, unique_by=lambda source: source.name).map(tuple)


def webhooks():
    endpoint = st.builds(
        Endpoint,
        name=NAMES,
        url=st.sampled_from(["https://h.example/1", "https://h.example/2"]),
        secrets=st.sampled_from([(), (SECRET,)]),
        filter=st.sampled_from([Filter(), Filter(words=("flood",))]),
    )
    one = st.builds(Webhook, endpoint=endpoint, names=st.sampled_from([frozenset(), frozenset("a")]))
    return st.lists(one, unique_by=lambda webhook: webhook.endpoint.name).map(tuple)


CONFIGS = st.builds(
    Config,
    sources=sources(),
    webhooks=webhooks(),
    store_url=st.sampled_from(["sqlite:///a.db", "sqlite:///b.db"]),
    user_agent=st.sampled_from([None, "desk"]),
    fetch_networks=st.sampled_from([(), (ip_network("10.0.0.0/8"),)]),
    etiquette=st.sampled_from([Etiquette(), Etiquette(budget=5.0)]),
    api=st.sampled_from([None, ApiSettings(), ApiSettings(tokens=(Token(secret="t" * 16),))]),
    defaults=st.sampled_from([DefaultsKeys(), DefaultsKeys.model_validate({"depth": "2"})]),
    watch_config=st.booleans(),
)


def whole(config):
    """Return all that a config says, without the order of its lists."""
    said = {field.name: getattr(config, field.name) for field in fields(Config)}
    return said | {
        "sources": {source.name: source for source in config.sources},
        "webhooks": {webhook.endpoint.name: webhook for webhook in config.webhooks},
    }


def turned(old, turn):
    """Return the old things after a turnover."""
    return {name: thing for name, thing in old.items() if name not in turn.removed} | {**turn.changed, **turn.added}


def applied(config, todo):
    """Return the config after a plan."""
    before = whole(config)
    sources, webhooks = turned(before["sources"], todo.sources), turned(before["webhooks"], todo.webhooks)
    return replace(config, sources=tuple(sources.values()), webhooks=tuple(webhooks.values()), **todo.settings)


@given(CONFIGS)
def test_nothing_to_do(config):
    """From a config to itself there is nothing to do."""
    idle = plan(config, config)
    assert (False, False, Differences()) == (bool(idle), bool(idle.differences), idle.differences)


@given(CONFIGS, CONFIGS)
def test_the_plan_leads_to_the_new_config(old, new):
    """What the plan makes of the old config says what the new one says."""
    assert whole(new) == whole(applied(old, plan(old, new)))


@given(CONFIGS, CONFIGS)
def test_only_what_differs_is_touched(old, new):
    """A source or webhook that stands the same in both is in no part of the plan."""
    todo = plan(old, new)
    for turn, before, after in (
        (todo.sources, whole(old)["sources"], whole(new)["sources"]),
        (todo.webhooks, whole(old)["webhooks"], whole(new)["webhooks"]),
    ):
        touched = {*turn.added, *turn.removed, *turn.changed}
        assert {name for name in {*before, *after} if before.get(name) != after.get(name)} == touched
    assert {name for name in todo.settings if getattr(old, name) == getattr(new, name)} == set()


@given(CONFIGS, CONFIGS)
def test_the_way_back(old, new):
    """What one plan adds the plan back removes."""
    there, back = plan(old, new), plan(new, old)
    assert (there.sources.added, there.webhooks.removed) == (back.sources.removed, back.webhooks.added)


@given(st.dictionaries(NAMES, st.integers(0, 2)), st.dictionaries(NAMES, st.integers(0, 2)))
def test_turnover(old, new):
    """A turnover turns the old into the new, and is nothing between equals."""
    assert new == turned(old, turnover(old, new))
    assert not turnover(new, dict(new))


def test_differences_name_keys_and_no_values():
    """Who looks at the differences reads names and keys as the file has them, and no secret."""
    old = Config(
        sources=(Source(name="a", url="https://a.example"), Source(name="b", url="https://b.example")),
        webhooks=(Webhook(endpoint=Endpoint(name="desk", url="https://h.example")),),
    )
    secret = "0123456789abcdef"
    new = replace(
        old,
        sources=(
            Source(name="a", url="https://a.example/2", headers={"cookie": secret}),
            Source(name="c", url="https://c.example"),
        ),
        webhooks=(
            Webhook(
                endpoint=Endpoint(name="desk", url=f"https://h.example/{secret}", filter=Filter(words=("x",))),
                names=frozenset("a"),
            ),
            Webhook(endpoint=Endpoint(name="more", url="https://m.example")),
        ),
        store_url=f"postgresql://desk:{secret}@db.example.org/live",
        fetch_networks=(ip_network("10.0.0.0/8"),),
        api=ApiSettings(tokens=(Token(secret=secret),)),
    )
    found = plan(old, new).differences
    expected = Differences(
        sources=NamesTurned(added=("c",), removed=("b",), changed={"a": ("url", "headers")}),
        webhooks=NamesTurned(added=("more",), changed={"desk": ("url", "events or filter", "sources")}),
        settings=("fetch.allow_networks", "api"),
        restart=("store",),
    )
    assert expected == found
    assert secret not in repr(found)
    assert 3 == found.sources.count


def test_every_setting_is_called_as_in_the_file():
    """What is said to be taken on, or named, is a setting that there is."""
    names = {field.name for field in fields(Config)}
    assert set() == (TAKEN_ON | KEYS.keys()) - names
    assert TAKEN_ON.isdisjoint({"store_url", "sources", "webhooks"})


@given(CONFIGS, CONFIGS)
def test_what_runs_after_a_reload(old, new):
    """What runs afterwards is the new config but for the store; to reload once more finds that again, and no more."""
    after = running(old, new)
    assert whole(new) | {"store_url": old.store_url} == whole(after)
    left = plan(after, new).differences
    assert (("store",) if old.store_url != new.store_url else (), ()) == (left.restart, left.settings)
    assert (0, 0) == (left.sources.count, left.webhooks.count)


def test_against_a_database():
    """A database knows names and addresses; a webhook that wants nothing is told of nothing."""
    config = Config(
        sources=(Source(name="a", url="https://a.example/2"), Source(name="b", url="https://b.example")),
        webhooks=(
            Webhook(endpoint=Endpoint(name="desk", url="https://h.example")),
            Webhook(endpoint=Endpoint(name="idle", url="https://i.example"), labels=({"desk": "none"},)),
        ),
    )
    known = Registered(sources={"a": "https://a.example", "c": "https://c.example"}, webhooks=frozenset({"old"}))
    expected = Differences(
        sources=NamesTurned(added=("b",), removed=("c",), changed={"a": ("url",)}),
        webhooks=NamesTurned(added=("desk",), removed=("old",)),
    )
    assert expected == compared(known, config)
