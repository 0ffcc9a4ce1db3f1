"""Semantic versions and the ranges that packs ask for: `^1`, `~1.2`, `1.2.*`, `>=0.1,<1`, `1.2.3`, `*`."""

import re

_COMPARED = re.compile(r"(>=|<=|==|>|<)?([0-9]+(?:\.[0-9]+){0,2})")
Version = tuple[int, int, int]


def version(written: str) -> Version:
    """Major, minor, patch; what is not written is 0, and what follows a hyphen is left aside."""
    numbers = [int(part) for part in re.findall(r"[0-9]+", written.partition("-")[0])[:3]]
    major, minor, patch = [*numbers, 0, 0, 0][:3]
    return major, minor, patch


def fits(found: str, wanted: str) -> bool:
    """Whether a version lies in a range."""
    have, wanted = version(found), wanted.strip()
    if wanted in ("", "*"):
        return True
    if wanted[0] == "^":
        low = version(wanted[1:])
        return low <= have < (_next_breaking(low))
    if wanted[0] == "~" or "*" in wanted:
        return _same_start(have, wanted)
    return all(_compared(have, part.strip()) for part in wanted.split(","))


def _next_breaking(low: Version) -> Version:
    """Before 1.0 a minor version may break."""
    return (low[0] + 1, 0, 0) if low[0] else (0, low[1] + 1, 0)


def _same_start(have: Version, wanted: str) -> bool:
    given = [int(part) for part in re.findall(r"[0-9]+", wanted)]
    if wanted[0] == "~":
        return have >= version(wanted[1:]) and have[: min(2, len(given))] == tuple(given[:2])
    return have[: len(given)] == tuple(given)


def _compared(have: Version, part: str) -> bool:
    found = _COMPARED.fullmatch(part)
    if found is None:
        return False
    sign, low = found[1], version(found[2])
    match sign:
        case ">=":
            return have >= low
        case "<=":
            return have <= low
        case ">":
            return have > low
        case "<":
            return have < low
    return have[: found[2].count(".") + 1] == low[: found[2].count(".") + 1]
