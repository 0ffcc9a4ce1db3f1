"""Which paths a pack may hold, in a folder and in an archive alike: whatever every system writes as the same file."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_LENGTH = 200
_PART = re.compile(r'[^/\\:*?"<>|\x00-\x1f\x7f]+')
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that nobody sees, that turn the direction of writing, or that are no characters."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def is_sound(path: str) -> bool:
    """A path within the pack: no way up, no root, no drive, no name that a system takes for a device, cuts or hides."""
    return len(path) <= _LENGTH and all(map(_is_sound_part, path.split("/")))


def _is_sound_part(part: str) -> bool:
    return (
        _PART.fullmatch(part) is not None
        and not part.startswith(".")
        and part == part.strip(" .")
        and not _DEVICES.fullmatch(part)
        and not any(unicodedata.category(character) in _UNSEEN for character in part)
    )


def shown(path: str) -> str:
    """The path as a message may say it: what is no visible character by its number."""
    visible = "".join(one if one == "/" or _is_sound_part(f"a{one}a") else f"\\u{ord(one):04x}" for one in path)
    return visible[:_LENGTH]


def usable(path: str) -> str:
    """A sound path like the one given, to propose."""
    return "/".join(_usable_part(part) for part in path.split("/"))[:_LENGTH]


def _usable_part(part: str) -> str:
    kept = "".join(one if _is_sound_part(f"a{one}a") else "-" for one in part).strip(" .") or "file"
    return f"file-{kept}" if _DEVICES.fullmatch(kept) else kept


def clashes(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each path with an earlier one that some system holds to be the same file, or to be its folder.

    Such systems hear no difference between capital and small letters, or between the ways of composing a letter.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        same = _folded(path)
        above = ["/".join(same.split("/")[:count]) for count in range(1, same.count("/") + 1)]
        other = next((files[one] for one in (same, *above) if one in files), folders.get(same))
        if other is not None:
            yield path, other
            continue
        files[same] = path
        folders.update(dict.fromkeys(above, path))


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
