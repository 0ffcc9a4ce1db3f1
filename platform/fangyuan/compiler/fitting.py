"""What a pack writes into a field, itself or at the beginning, is held to what the field can hold."""

from collections.abc import Iterator
from typing import Any

from fangyuan.compiler.spots import Spot
from fangyuan.forms.fitting import misfit
from fangyuan.forms.wording import message
from fangyuan.kinds import Kinds
from fangyuan.kinds.choices import every
from fangyuan.model.fields import Field, Form
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding, listed, nearest

_SHOWN = 40


def check_written(spot: Spot, own: Field, kinds: Kinds) -> None:
    """A value that a rule writes; null empties the answer and fits everywhere."""
    if spot.value is None:
        return
    if _no_option(own, spot.value):
        spot.unknown("unknown-code", spot.word, _options(own), list=own.code_list or own.path)
    elif wrong := misfit(own, spot.value, kinds):
        spot.say("set-not-held", **_told(own, spot.value, wrong))


def check_beginnings(form: Form, kinds: Kinds) -> Iterator[Problem]:
    """What is wrong with the defaults of a form, which whoever fills it in completes, and with its examples."""
    for own in form.walk():
        if own.compute is None and own.schema.get("default") is not None:
            yield from _wrong_with(own, own.schema["default"], "default-not-held", kinds)
        examples = own.schema.get("examples")
        for example in examples if isinstance(examples, list) else ():
            yield from _wrong_with(own, example, "example-not-held", kinds)


def _wrong_with(own: Field, value: Any, code: str, kinds: Kinds) -> Iterator[Problem]:
    if _no_option(own, value):
        names = _options(own)
        detail = {"name": value, "near": nearest(str(value), names), "known": listed(names)}
        yield finding("unknown-code", own.mark, own.path, list=own.code_list or own.path, **detail)
    elif wrong := misfit(own, value, kinds, whole=False):
        yield finding(code, own.mark, own.path, **_told(own, value, wrong))


def _told(own: Field, value: Any, wrong: Problem) -> dict[str, str]:
    reasons = {"reason": wrong.message, "reason_en": message(wrong, "en")}
    return {"name": own.path, "value": _short(value), **reasons}


def _options(own: Field) -> list[str]:
    return [str(option.value) for option in every(own.options)]


def _no_option(own: Field, value: Any) -> bool:
    """Whether a field with options has not this one."""
    return bool(own.options) and not own.many and all(option.value != value for option in every(own.options))


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "……"
