"""Signatures: what official receivers accept, and what our own check refuses."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from monitor.deliver.signing import TOLERANCE, Verification, message_headers, parse_secret, sign, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NOW_S = int(NOW.timestamp())

keys = st.binary(min_size=24, max_size=64)
ids = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1)


def secret_of(key: bytes) -> str:
    return "whsec_" + base64.b64encode(key).decode()


@pytest.mark.parametrize(
    ("secret", "message_id", "timestamp_s", "body", "signature"),
    [
        (
            SECRET,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            '{"test": 2432232314}',
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            OLD_SECRET,
            "evt_01JGFJJZ00W7Y3XG6D3A9T2N5K",
            1767323045,
            (
                '{"type":"entry.updated","timestamp":"2026-01-02T03:04:05.678901Z",'
                '"data":{"source":"guardian-live","entry":"e-1","title":"Größe – 東京 🚀"}}'
            ),
            "v1,UYmZ9sb1R7jyHOyCjQ7pQC/edqdYxY/7igre4No6ZVc=",
        ),
    ],
)
def test_known_signatures(secret, message_id, timestamp_s, body, signature):
    """The published vectors come out to the byte."""
    assert signature == sign(secret, message_id, timestamp_s, body.encode())


def test_headers_carry_one_signature_per_secret():
    """During a rotation the newest secret's signature comes first, with single spaces between."""
    headers = message_headers((SECRET, OLD_SECRET), "evt_1", NOW_S, b"{}")

    both = f"{sign(SECRET, 'evt_1', NOW_S, b'{}')} {sign(OLD_SECRET, 'evt_1', NOW_S, b'{}')}"
    assert {"webhook-id": "evt_1", "webhook-timestamp": "1767323045", "webhook-signature": both} == headers


def test_headers_without_a_secret():
    """Without a secret a message is still identified, but not signed."""
    assert message_headers((), "evt_1", NOW_S, b"{}") == {"webhook-id": "evt_1", "webhook-timestamp": "1767323045"}


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_the_official_library_accepts_each_secret_of_a_rotation(secret):
    """A receiver that knows either the new or the old secret verifies the message with `standardwebhooks`."""
    body = '{"title": "Größe – 東京 🚀"}'
    now_s = int(datetime.now(tz=UTC).timestamp())

    headers = message_headers((SECRET, OLD_SECRET), "evt_1", now_s, body.encode())

    assert Webhook(secret).verify(body, headers) == {"title": "Größe – 東京 🚀"}


@given(keys, ids, st.text())
def test_the_official_library_signs_alike(key, message_id, body):
    """Any key, id and text is signed as the official library signs it."""
    assert Webhook(secret_of(key)).sign(message_id, NOW, body) == sign(secret_of(key), message_id, NOW_S, body.encode())


@given(keys, keys, ids, st.binary(), st.integers(-300, 300))
def test_what_was_signed_verifies(new, old, message_id, body, drift_s):
    """Under each secret, for any body, while the clocks differ by at most the tolerance."""
    headers = message_headers((secret_of(new), secret_of(old)), message_id, NOW_S, body)

    for key in (new, old):
        assert Verification.VALID is verify(secret_of(key), headers, body, now=NOW + timedelta(seconds=drift_s))


@given(st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()))
def test_no_headers_make_verify_raise(headers):
    """Whatever a stranger sends is judged, never an error, and never valid."""
    assert Verification.VALID is not verify(SECRET, headers, b"{}", now=NOW)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Verification.VALID),
        ({"webhook-id": "evt_2"}, Verification.WRONG),
        ({"webhook-id": ""}, Verification.INCOMPLETE),
        ({"webhook-signature": "v1,AAAA"}, Verification.WRONG),
        ({"webhook-signature": "v1,\udcff"}, Verification.WRONG),
        ({"webhook-id": "\udcff"}, Verification.WRONG),
        ({"webhook-timestamp": str(NOW_S + 1)}, Verification.WRONG),
        ({"webhook-timestamp": "soon"}, Verification.BAD_TIMESTAMP),
        ({"webhook-timestamp": "-5"}, Verification.BAD_TIMESTAMP),
        ({"webhook-timestamp": "٣"}, Verification.BAD_TIMESTAMP),
        ({"webhook-timestamp": "9" * 5000}, Verification.BAD_TIMESTAMP),
        ({"webhook-timestamp": str(NOW_S - 301)}, Verification.TOO_OLD),
        ({"webhook-timestamp": str(NOW_S + 301)}, Verification.TOO_NEW),
    ],
)
def test_what_was_tampered_with_is_refused(change, expected):
    """Each header that was changed has its own verdict."""
    headers = message_headers((SECRET,), "evt_1", NOW_S, b"{}") | change

    assert expected is verify(SECRET, headers, b"{}", now=NOW)


def test_another_body_is_refused():
    """One changed byte of the body is enough."""
    assert Verification.WRONG is verify(SECRET, message_headers((SECRET,), "evt_1", NOW_S, b"{}"), b"{ }", now=NOW)


def test_a_missing_header_is_named():
    """A message without a signature is incomplete, not wrong."""
    assert Verification.INCOMPLETE is verify(SECRET, message_headers((), "evt_1", NOW_S, b""), b"", now=NOW)


def test_signatures_of_other_versions_are_passed_over():
    """A signature of a version to come beside ours does no harm."""
    headers = message_headers((SECRET,), "evt_1", NOW_S, b"{}")
    headers["webhook-signature"] = "v1a,abc " + headers["webhook-signature"]

    assert Verification.VALID is verify(SECRET, headers, b"{}", now=NOW)


def test_the_tolerance_is_five_minutes():
    """The figure of the specification's reference libraries."""
    assert timedelta(minutes=5) == TOLERANCE


@given(keys)
def test_secrets_are_read_in_every_spelling(key):
    """Padded or not, in the standard or the URL-safe alphabet, a secret is the same key."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(key).decode()
        assert [key, key] == [parse_secret(f"whsec_{text}"), parse_secret(f"whsec_{text.rstrip('=')}")]


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 'starts with "whsec_"'),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa%w", "is base64"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "is base64"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwA", "is base64"),
        ("whsec_größe", "is base64"),
        ("whsec_", "24 to 64 bytes; this one holds 0"),
        (secret_of(bytes(23)), "24 to 64 bytes; this one holds 23"),
        (secret_of(bytes(65)), "24 to 64 bytes; this one holds 65"),
    ],
)
def test_what_is_no_secret_says_why(secret, message):
    """The error names the rule that was broken and never quotes the secret."""
    with pytest.raises(ValueError, match=message) as caught:
        parse_secret(secret)

    assert "MfKQ9r8G" not in str(caught.value)
