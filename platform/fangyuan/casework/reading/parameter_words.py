"""What a parameter stands for, in words: a length of time, a unit, an officer, yes or no."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fangyuan.casework.carrying import Carried
from fangyuan.kinds.duration import in_words
from fangyuan.model.durations import Duration
from fangyuan.model.later import later
from fangyuan.model.pack import Parameter
from fangyuan.model.world import Directory

if TYPE_CHECKING:
    from fangyuan.compiler import outputs
else:
    outputs = later("fangyuan.compiler.outputs")


def value_in_words(parameter: Parameter, value: Any, directory: Directory, language: str = "zh") -> str:
    """A value of a parameter in Chinese or English; blank where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][value]
    kind = outputs.kind_of(parameter)
    if kind in ("unit", "officer"):
        return directory.name(str(value))
    return _length(str(value), language) if kind == "duration" else str(value)


def told(line: Carried, directory: Directory, language: str = "zh") -> str:
    """What becomes of a value under a version whose default is another; blank where nothing does."""
    here, default = (
        value_in_words(line.parameter, value, directory, language) for value in (line.here, line.parameter.default)
    )
    if line.follows:
        return _FOLLOWS[language].format(here=here, default=default)
    return _STAYS[language].format(here=here, default=default) if line.stays else ""


def told_of(lines: Iterable[Carried], directory: Directory, language: str = "zh") -> tuple[tuple[str, str], ...]:
    """The title and what becomes of the value, for each parameter whose default is another."""
    said = ((line.parameter.title, told(line, directory, language)) for line in lines)
    return tuple(one for one in said if one[1])


_FOLLOWS = {
    "zh": "本机关现在是{here}，是原来的默认值；新的默认值是{default}，改为{default}。",
    "en": "Now {here} here, the old default; the new default is {default}, and it becomes {default}.",
}
_STAYS = {
    "zh": "本机关现在是{here}，另行填写的；新的默认值是{default}，仍为{here}。",
    "en": "Now {here} here, chosen by this jurisdiction; the new default is {default}, and it stays {here}.",
}


def _length(value: str, language: str) -> str:
    try:
        length = Duration.parse(value)
    except ValueError:
        return value
    return in_words(length) if language == "zh" else str(length)
