"""What may be shown of a webhook, and of what it answers."""

from __future__ import annotations

import base64

import pytest
from delivery_doubles import SECRET

from monitor.deliver.redact import WITHHELD, hidden, withheld

URL = "https://desk:p%40ss@hooks.example.org/services/T0/B0D4FAD9XQ?key=abcdefgh&v=1"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (b"no route for /services/T0/B0D4FAD9XQ", b"no route for /[withheld]/T0/[withheld]"),
        (b"key abcdefgh, v=1", b"key [withheld], v=1"),
        (b"?key=abcdefgh&v=1", b"?[withheld]&v=1"),
        (b"p%40ss or p@ss", b"[withheld] or [withheld]"),
        (b"Basic " + base64.b64encode(b"desk:p@ss"), b"Basic [withheld]"),
        (SECRET.encode(), b"whsec_[withheld]"),
        (b"tk_12345 tk_1234", b"[withheld] tk_1234"),
        (b"fine, \xff", b"fine, \xff"),
    ],
)
def test_what_a_receiver_repeats_is_withheld(said, shown):
    """Parts of the path and query, password, signing secret and token are taken out of an answer, the rest stays."""
    assert shown == withheld(said, hidden(URL, (SECRET,), "tk_12345"))


def test_without_secrets_all_is_shown():
    """An address of short words hides nothing."""
    assert b"any /hook" == withheld(b"any /hook", hidden("https://example.org/hook", ()))


def test_the_longest_secret_goes_first():
    """Of a secret that begins as another one does nothing stays."""
    assert WITHHELD == withheld(b"abcdefgh-1", hidden("https://example.org/abcdefgh/abcdefgh-1", ()))
