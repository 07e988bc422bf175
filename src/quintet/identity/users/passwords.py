"""Passwords: argon2id on threads of its own. A check takes 0.1 s and 64 MiB, so few run at once, and none in a lane."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple, Unpack

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from quintet.kit.errors import Invalid, TooMany

SHORTEST = 8
LONGEST = 1_000
MOST_WAITING = 100

_hasher = PasswordHash((Argon2Hasher(),))
_pool = ThreadPoolExecutor(2, thread_name_prefix="passwords")
_decoy: str | None = None
_waiting = 0
A = TypeVarTuple("A")
T = TypeVar("T")


def check_strength(password: str, field: str = "password") -> None:
    """Invalid for a password that is too short or absurdly long."""
    if len(password) < SHORTEST:
        raise Invalid.one(field, "too_short", f"Use at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise Invalid.one(field, "too_long", f"Use at most {LONGEST} characters.")


def hash_password_sync(password: str) -> str:
    """The hash to store. Slow: for the command line and jobs."""
    return _hasher.hash(password)


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await _in_turn(_hasher.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password fits. Takes as long when there is none to compare with, so that nobody learns who exists."""
    return await _in_turn(_matches, password, stored)


async def _in_turn(work: Callable[[Unpack[A]], T], *given: *A) -> T:
    """Run on the passwords' own threads. TooMany when so many wait that nobody would wait for the answer."""
    global _waiting
    if _waiting >= MOST_WAITING:
        raise TooMany("Too many people sign in at this moment. Try again.", retry_after=5)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool, work, *given)
    finally:
        _waiting -= 1


def _matches(password: str, stored: str | None) -> bool:
    global _decoy
    if stored is None:
        if _decoy is None:
            # Making one takes as long as comparing with one.
            _decoy = _hasher.hash("nobody's password")
        else:
            _hasher.verify(password[:LONGEST], _decoy)
        return False
    return _hasher.verify(password[:LONGEST], stored)
