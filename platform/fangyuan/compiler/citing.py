"""What a definition rests on, in the words that readers of its cases see."""

from fangyuan.compiler.spots import Spot

_OURS, _SAID, _MORE = "ours", "本单位自定", "；"


def basis(spot: Spot, default: str = "") -> str:
    """The law, or the reason, that a rule or a clock gives; a pack's own choice is marked `ours`, alone or before more words."""
    told = spot.text("law") or spot.text("because", default)
    mark, more, rest = told.partition(_MORE)
    return _SAID + more + rest if mark.strip() == _OURS else told
