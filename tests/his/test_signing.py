"""Signatures are real Ed25519 over real bytes; anything else is refused, never a crash."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.his.signing import Opened, SignatureRefused, open_signed, sign
from tests.support.keys import private_pem, public_pem

KEY = Ed25519PrivateKey.generate()
OTHER = Ed25519PrivateKey.generate()
KEYS = {"h1": public_pem(KEY)}
BODY = '{"version": 1, "name": "Nguyễn Thị Thử"}'.encode()
SIGNED = sign(BODY, "h1", private_pem(KEY))


def test_a_signed_document_opens_to_its_exact_bytes() -> None:
    assert open_signed(SIGNED, KEYS) == Opened(body=BODY, kid="h1")


def test_a_message_that_begins_with_a_brace_is_unsigned() -> None:
    assert open_signed(BODY, KEYS) == Opened(body=BODY, kid="")


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (sign(BODY, "h2", private_pem(KEY)), "unknown key 'h2'"),
        (sign(BODY, "h1", private_pem(OTHER)), "not a valid signature"),
        (SIGNED[:-8] + b"AAAAAAAA", "not a valid signature"),
        (SIGNED + b".x", "not a valid signature"),
        (b"", "not a valid signature"),
        ("ổ.ổ.ổ".encode(), "not a valid signature"),
        (b"eyJhbGciOiJub25lIiwia2lkIjoiaDEifQ.e30.", "not a valid signature"),  # alg: none
        (b"eyJhbGciOiJIUzI1NiIsImtpZCI6ImgxIn0.e30.AAAA", "not a valid signature"),  # alg: HS256
    ],
)
def test_what_the_hospital_did_not_sign_is_refused(payload: bytes, said: str) -> None:
    with pytest.raises(SignatureRefused, match=said):
        open_signed(payload, KEYS)


def test_without_keys_every_signature_is_refused() -> None:
    with pytest.raises(SignatureRefused, match="unknown key"):
        open_signed(SIGNED, {})


@given(st.integers(min_value=0, max_value=len(SIGNED) - 1), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_opens_to_another_document(place: int, change: int) -> None:
    changed = bytearray(SIGNED)
    changed[place] ^= change
    try:
        opened = open_signed(bytes(changed), KEYS)
    except SignatureRefused:
        return
    assert opened.body == BODY or opened.kid == ""


@given(st.binary(max_size=200))
def test_rubbish_never_opens(payload: bytes) -> None:
    try:
        opened = open_signed(payload, KEYS)
    except SignatureRefused:
        return
    assert opened == Opened(body=payload)
