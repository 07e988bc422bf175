"""Security primitives: tokens, sealed secrets, signed short-lived values.

A `Keyring` holds the installation's secrets, newest first. Every use derives its own key from them by HKDF with a
purpose label, so a value made for one purpose is worthless for another. The first secret seals and signs; all of them
open and verify, which is what makes rotation possible.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quintet.kit.time import now

MIN_SECRET_BYTES = 32
_SEALED_PREFIX = "qs1."
_SIGNED_PREFIX = "qt1."
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_MAC_BYTES = 32
_EXPIRY_BYTES = 8
# Signed values travel in URLs; anything longer was not made here and is not worth hashing.
_MAX_SIGNED_CHARS = 8192


class BadSecret(ValueError):
    """A sealed value that no key of the ring opens: forged, damaged, or made for another purpose or context."""


class BadSignature(ValueError):
    """A signed value that was not made here for this purpose, or was changed."""


class ExpiredSignature(BadSignature):
    """A genuine signed value whose time has passed."""


def new_token(num_bytes: int = 32) -> str:
    """A random URL-safe token; 32 bytes give 43 characters and 256 bits."""
    if num_bytes < 16:
        raise ValueError("a token needs at least 16 random bytes")
    return secrets.token_urlsafe(num_bytes)


def token_digest(token: str) -> str:
    """SHA-256 of a token in hex, to store and look up instead of the token.

    Only for random tokens: a fast hash protects nothing that a person chose.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def same_secret(left: str | bytes, right: str | bytes) -> bool:
    """Compares in time that does not depend on where the two differ."""
    return hmac.compare_digest(_to_bytes(left), _to_bytes(right))


def _to_bytes(value: str | bytes) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def _b64encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _b64decode(text: str) -> bytes | None:
    """None for anything but the one spelling that `_b64encode` gives, so that a value has one text only."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if _b64encode(raw) == text else None


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    material: bytes


class Keyring:
    """The installation's secrets, newest first; each at least 32 bytes of random text."""

    __slots__ = ("_secrets",)

    def __init__(self, secret: str, previous: Sequence[str] = ()) -> None:
        values = [_to_bytes(value) for value in (secret, *previous)]
        if any(len(value) < MIN_SECRET_BYTES for value in values):
            raise ValueError(f"a secret needs at least {MIN_SECRET_BYTES} bytes")
        self._secrets = tuple(values)

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._secrets)}>"

    def box(self, purpose: str) -> "SecretBox":
        return SecretBox(self._keys("seal", purpose))

    def signer(self, purpose: str) -> "Signer":
        return Signer(self._keys("sign", purpose))

    def _keys(self, use: str, purpose: str) -> tuple[_Key, ...]:
        if not purpose:
            raise ValueError("a key needs a purpose")
        return tuple(_derive(secret, f"quintet/{use}/{purpose}") for secret in self._secrets)


def _derive(secret: bytes, info: str) -> _Key:
    raw = HKDF(algorithm=hashes.SHA256(), length=32 + _KEY_ID_BYTES, salt=b"quintet", info=info.encode()).derive(secret)
    return _Key(id=raw[32:], material=raw[:32])


class SecretBox:
    """Seals secrets for the database (provider tokens, webhook secrets) with AES-256-GCM. From `Keyring.box`.

    `context` binds the sealed text to its place, usually the record's id: moved to another row it no longer opens.
    """

    __slots__ = ("_keys",)

    def __init__(self, keys: tuple[_Key, ...]) -> None:
        self._keys = keys

    def seal(self, plain: str, context: str = "") -> str:
        key = self._keys[0]
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(key.material).encrypt(nonce, plain.encode(), _sealed_header(context))
        return _SEALED_PREFIX + _b64encode(key.id + nonce + sealed)

    def open(self, sealed: str, context: str = "") -> str:
        """The plain text. Raises BadSecret."""
        key_id, nonce, body = self._parts(sealed)
        for key in self._keys:
            if key.id == key_id:
                try:
                    return AESGCM(key.material).decrypt(nonce, body, _sealed_header(context)).decode()
                except InvalidTag:
                    break
        raise BadSecret("the sealed value cannot be opened")

    def is_current(self, sealed: str) -> bool:
        """False when an older secret sealed it, so that it should be sealed again. Raises BadSecret."""
        return self._parts(sealed)[0] == self._keys[0].id

    @staticmethod
    def _parts(sealed: str) -> tuple[bytes, bytes, bytes]:
        raw = _b64decode(sealed.removeprefix(_SEALED_PREFIX)) if sealed.startswith(_SEALED_PREFIX) else None
        head = _KEY_ID_BYTES + _NONCE_BYTES
        if raw is None or len(raw) < head + 16:
            raise BadSecret("not a sealed value")
        return raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:head], raw[head:]


def _sealed_header(context: str) -> bytes:
    return _SEALED_PREFIX.encode() + context.encode()


class Signer:
    """Signs short values that leave the house and come back: download links, OAuth state. From `Keyring.signer`.

    The value can be read by whoever holds it; it only cannot be changed. Signing does not make it single-use.
    """

    __slots__ = ("_keys",)

    def __init__(self, keys: tuple[_Key, ...]) -> None:
        self._keys = keys

    def sign(self, value: str, lifetime: timedelta) -> str:
        """URL-safe text that `read` accepts until `lifetime` has passed (to the second, rounded up)."""
        expires = -int(-(now() + lifetime).timestamp() // 1)
        raw = expires.to_bytes(_EXPIRY_BYTES, "big", signed=True) + value.encode()
        signed = _SIGNED_PREFIX + _b64encode(self._mac(self._keys[0], raw) + raw)
        if len(signed) > _MAX_SIGNED_CHARS:
            raise ValueError("too long to be signed")
        return signed

    def read(self, signed: str) -> str:
        """The value. Raises BadSignature, or ExpiredSignature for a genuine one that is too old."""
        if len(signed) > _MAX_SIGNED_CHARS or not signed.startswith(_SIGNED_PREFIX):
            raise BadSignature("not a signed value")
        whole = _b64decode(signed.removeprefix(_SIGNED_PREFIX))
        if whole is None or len(whole) < _MAC_BYTES + _EXPIRY_BYTES:
            raise BadSignature("not a signed value")
        mac, raw = whole[:_MAC_BYTES], whole[_MAC_BYTES:]
        if not any(hmac.compare_digest(mac, self._mac(key, raw)) for key in self._keys):
            raise BadSignature("the signature does not match")
        expires = int.from_bytes(raw[:_EXPIRY_BYTES], "big", signed=True)
        if now() >= datetime.fromtimestamp(expires, UTC):
            raise ExpiredSignature("the signed value has expired")
        return raw[_EXPIRY_BYTES:].decode()

    @staticmethod
    def _mac(key: _Key, raw: bytes) -> bytes:
        return hmac.digest(key.material, _SIGNED_PREFIX.encode() + raw, "sha256")
