import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.kit.crypto import (
    BadSecret,
    BadSignature,
    ExpiredSignature,
    Keyring,
    new_token,
    same_secret,
    token_digest,
)
from quintet.kit.time import clock

OLD = "o" * 40
NEW = "n" * 40
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with clock(lambda: moment):
        yield


class TestTokens:
    def test_are_random_and_safe_in_urls(self) -> None:
        tokens = {new_token() for _ in range(200)}
        assert len(tokens) == 200
        assert all(len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)

    def test_too_short_is_refused(self) -> None:
        with pytest.raises(ValueError, match="16"):
            new_token(8)

    def test_digest_is_sha256(self) -> None:
        assert token_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    def test_digest_takes_any_text_a_header_may_carry(self) -> None:
        assert len(token_digest("\udcff bad \x00")) == 64

    @pytest.mark.parametrize(("left", "right", "same"), [("a", "a", True), ("a", "b", False), ("é", b"\xc3\xa9", True)])
    def test_comparison(self, left: str | bytes, right: str | bytes, same: bool) -> None:
        assert same_secret(left, right) is same


class TestKeyring:
    def test_short_secrets_are_refused(self) -> None:
        with pytest.raises(ValueError, match="32"):
            Keyring("short")
        with pytest.raises(ValueError, match="32"):
            Keyring(NEW, ["short"])

    def test_does_not_show_its_secrets(self) -> None:
        assert NEW not in repr(Keyring(NEW))

    def test_a_purpose_is_required(self) -> None:
        with pytest.raises(ValueError, match="purpose"):
            Keyring(NEW).box("")


class TestSecretBox:
    @given(plain=st.text(), context=st.text())
    def test_opens_what_it_sealed(self, plain: str, context: str) -> None:
        box = Keyring(NEW).box("tokens")
        sealed = box.seal(plain, context)
        assert box.open(sealed, context) == plain
        assert sealed.isascii()

    def test_never_gives_the_same_text_twice(self) -> None:
        box = Keyring(NEW).box("tokens")
        assert box.seal("x") != box.seal("x")

    def test_other_purpose_or_context_or_secret_does_not_open(self) -> None:
        sealed = Keyring(NEW).box("tokens").seal("x", "row-1")
        for box, context in (
            (Keyring(NEW).box("webhooks"), "row-1"),
            (Keyring(NEW).box("tokens"), "row-2"),
            (Keyring(OLD).box("tokens"), "row-1"),
        ):
            with pytest.raises(BadSecret):
                box.open(sealed, context)

    def test_every_changed_character_is_noticed(self) -> None:
        box = Keyring(NEW).box("tokens")
        sealed = box.seal("secret")
        for index, char in enumerate(sealed):
            changed = sealed[:index] + ("A" if char != "A" else "B") + sealed[index + 1 :]
            with pytest.raises(BadSecret):
                box.open(changed)

    @pytest.mark.parametrize("junk", ["", "x", "qs1.", "qs1.!!!", "qs1." + "A" * 30, "qs2." + "A" * 80, "qs1.é" * 20])
    def test_junk_is_refused(self, junk: str) -> None:
        with pytest.raises(BadSecret):
            Keyring(NEW).box("tokens").open(junk)

    def test_rotation(self) -> None:
        sealed = Keyring(OLD).box("tokens").seal("x")
        rotated = Keyring(NEW, [OLD]).box("tokens")
        assert rotated.open(sealed) == "x"
        assert not rotated.is_current(sealed)
        again = rotated.seal("x")
        assert rotated.is_current(again)
        assert Keyring(NEW).box("tokens").open(again) == "x"


class TestSigner:
    @given(st.text(max_size=500))
    def test_reads_what_it_signed(self, value: str) -> None:
        signer = Keyring(NEW).signer("links")
        signed = signer.sign(value, timedelta(minutes=5))
        assert signer.read(signed) == value
        assert all(char.isascii() and (char.isalnum() or char in "-_.") for char in signed)

    def test_ends_in_time(self) -> None:
        signer = Keyring(NEW).signer("links")
        with at(NOON):
            signed = signer.sign("file", timedelta(minutes=5))
        with at(NOON + timedelta(minutes=5, microseconds=-1)):
            assert signer.read(signed) == "file"
        with at(NOON + timedelta(minutes=5)), pytest.raises(ExpiredSignature):
            signer.read(signed)

    def test_fractions_of_a_second_are_rounded_up(self) -> None:
        signer = Keyring(NEW).signer("links")
        with at(NOON + timedelta(milliseconds=400)):
            signed = signer.sign("file", timedelta(seconds=1))
        with at(NOON + timedelta(milliseconds=1900)):
            assert signer.read(signed) == "file"

    def test_what_could_not_be_read_back_is_not_signed(self) -> None:
        with pytest.raises(ValueError, match="too long"):
            Keyring(NEW).signer("links").sign("x" * 9000, timedelta(minutes=5))

    def test_a_forged_value_never_looks_expired(self) -> None:
        with at(NOON):
            signed = Keyring(OLD).signer("links").sign("file", timedelta(minutes=5))
        with pytest.raises(BadSignature) as caught:
            Keyring(NEW).signer("links").read(signed)
        assert not isinstance(caught.value, ExpiredSignature)

    def test_other_purpose_is_refused(self) -> None:
        keyring = Keyring(NEW)
        signed = keyring.signer("links").sign("1", timedelta(minutes=5))
        with pytest.raises(BadSignature):
            keyring.signer("oauth-state").read(signed)

    def test_every_changed_character_is_noticed(self) -> None:
        signer = Keyring(NEW).signer("links")
        signed = signer.sign("v", timedelta(minutes=5))
        for index, char in enumerate(signed):
            with pytest.raises(BadSignature):
                signer.read(signed[:index] + ("A" if char != "A" else "B") + signed[index + 1 :])

    @pytest.mark.parametrize("junk", ["", "qt1.", "qt1.AAAA", "qt1.=", "qt1.é", "x" * 100, "qt1." + "A" * 1_000_000])
    def test_junk_is_refused_fast(self, junk: str) -> None:
        started = time.perf_counter()
        with pytest.raises(BadSignature):
            Keyring(NEW).signer("links").read(junk)
        assert time.perf_counter() - started < 0.5

    def test_rotation(self) -> None:
        signed = Keyring(OLD).signer("links").sign("v", timedelta(minutes=5))
        assert Keyring(NEW, [OLD]).signer("links").read(signed) == "v"
