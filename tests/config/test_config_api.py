"""The keys of the API and the dashboard: where they listen, who gets in, and whether images are shown."""

from __future__ import annotations

import pytest

from monitor.config import load
from monitor.errors import ConfigError
from monitor.extract import EXTRACTORS
from monitor.model import ApiSettings, Scope, Token

SECRET = "a-token-of-the-tests"


def api_of(tmp_path, keys):
    path = tmp_path / "monitor.yaml"
    path.write_text(f"sources: [{{name: a, url: 'https://a.example/'}}]\n{keys}")
    return load(path, environ={}, extractors=EXTRACTORS).api


def test_defaults(tmp_path):
    """Without keys it listens on this machine if it can, and shows no images."""
    assert ApiSettings() == api_of(tmp_path, "")
    assert (False, False) == (ApiSettings().required, ApiSettings().images)
    assert api_of(tmp_path, "api: {listen: off}") is None


def test_every_key(tmp_path):
    """Each key says what it says; tokens are alone or with a scope."""
    listed = f"[{SECRET}, {{token: {SECRET}-2, scope: read}}]"
    keys = f"api: {{listen: '[::]:80', tokens: {listed}, hosts: [A.example], images: true}}"
    found = api_of(tmp_path, keys)
    tokens = (Token(secret=SECRET), Token(secret=f"{SECRET}-2", scope=Scope.READ))
    assert ApiSettings(host="::", port=80, tokens=tokens, hosts=("a.example",), images=True, required=True) == found


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("listen: 0.0.0.0:8787", "without a token"),
        ("listen: nowhere", "no address and port"),
        ("listen: 127.0.0.1:99999", "no address and port"),
        ("tokens: [short]", "must have 16 characters"),
        (f"tokens: [{{token: {SECRET}, scope: write}}]", "no scope that there is"),
        (f"tokens: [{{token: {SECRET}, scope: [read]}}]", "no scope that there is"),
        (f"tokens: [{{token: {SECRET}, scope: {{read: 1}}}}]", "no scope that there is"),
        (f"tokens: [{{token: {SECRET}, name: x}}]", "has the key"),
        ("images: some", "neither true nor false"),
    ],
)
def test_faults(tmp_path, keys, said):
    """What is wrong is said in words, and never with a secret in them."""
    with pytest.raises(ConfigError) as caught:
        api_of(tmp_path, f"api: {{{keys}}}")
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)
