"""Characters that no text of a pack may hold, because no database, letter or browser carries them."""

import re

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def unfit(text: str) -> str:
    """The first such character as `U+D800`, or nothing."""
    found = _UNFIT.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""
