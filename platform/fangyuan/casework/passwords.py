"""Passwords: argon2id hashes, and what a password must be."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fangyuan.model.problems import Problem, Refused

SHORTEST = 8
_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash; raises Refused for one that is too short."""
    check_length(password)
    return _HASHER.hash(password)


def check_length(password: str) -> None:
    """Refuses a password that is too short."""
    if len(password) < SHORTEST:
        raise Refused(Problem("password-short", f"密码至少 {SHORTEST} 位。", "password", advice="请设置更长的密码。"))


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password; takes the same time when there is no account at all."""
    nobody = _nobodys()
    try:
        return _HASHER.verify(kept or nobody, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """The hash that is tried where there is none. It is made with the first attempt, whoever's: a start does not wait for it."""
    return _HASHER.hash("nobody has this password")


def stale(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)
