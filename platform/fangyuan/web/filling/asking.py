"""The small forms of the platform's own pages: a few questions, each with its message beside it, no pack behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import request
from flask_babel import gettext

from fangyuan.casework.reading.pages import Colleagues, Named
from fangyuan.model.problems import Problem
from fangyuan.web.filling.sheet import ErrorLine

LONGEST = 400
"""What a reason may have at most, in characters."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices under a heading; a blank heading draws none."""

    title: str
    options: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `kind`: text, long, lines, date, select, radio, password, file (its value the id of what was taken in).

    `none` is what choosing nobody is called.

    A choice is taken only where it was offered. `most` bounds a text, in characters; `problem` stands beside it.
    """

    name: str
    title: str
    kind: str = "text"
    hint: str = ""
    required: bool = True
    choices: tuple[Choices, ...] = ()
    none: str = ""
    value: str = ""
    problem: str = ""
    most: int = LONGEST
    autocomplete: str = "off"
    earliest: str = ""
    latest: str = ""

    @property
    def offered(self) -> tuple[Named, ...]:
        """Everything that may be chosen."""
        return tuple(option for group in self.choices for option in group.options)


Asks = tuple[Ask, ...]


def chosen_from(options: Iterable[Named]) -> tuple[Choices, ...]:
    """Choices without headings."""
    return (Choices("", tuple(options)),)


def of_colleagues(groups: Iterable[Colleagues]) -> tuple[Choices, ...]:
    """Officers to choose from, unit by unit."""
    return tuple(Choices(group.unit.title, group.people) for group in groups)


def reason(title: str = "", *, required: bool = True, hint: str = "") -> Ask:
    """Why: the question that most acts ask."""
    return Ask("reason", title or gettext("理由"), "long", hint, required)


def typed(asks: Sequence[Ask]) -> Asks:
    """The questions with what the request says."""
    return tuple(replace(ask, value=request.values.get(ask.name, ask.value)) for ask in asks)


def sent(asks: Sequence[Ask]) -> Asks:
    """The questions with what was sent, and what is wrong with it by itself."""
    answered = (replace(ask, value=_read(ask)) for ask in asks)
    return tuple(replace(ask, problem=_problem(ask)) for ask in answered)


def wrong(asks: Sequence[Ask]) -> bool:
    """Whether any answer is wrong."""
    return any(ask.problem for ask in asks)


def refused(asks: Sequence[Ask], problems: Iterable[Problem]) -> tuple[Asks, tuple[ErrorLine, ...]]:
    """The questions with the problems that are theirs, and the others for the summary."""
    known, told = {ask.name for ask in asks}, tuple(problems)
    beside = {problem.path: f"{problem.message} {problem.advice}".strip() for problem in told if problem.path in known}
    rest = tuple(ErrorLine("", "", one.message, one.advice) for one in told if one.path not in known)
    return tuple(replace(ask, problem=beside.get(ask.name, ask.problem)) for ask in asks), rest


def beside(asks: Sequence[Ask], name: str, problem: str) -> Asks:
    """The questions with a problem beside one of them."""
    return tuple(replace(ask, problem=problem) if ask.name == name else ask for ask in asks)


def lines(asks: Sequence[Ask], more: Sequence[ErrorLine] = ()) -> tuple[ErrorLine, ...]:
    """The summary above the form."""
    return (*(ErrorLine(f"f-{ask.name}", ask.title, ask.problem) for ask in asks if ask.problem), *more)


def answers(asks: Sequence[Ask]) -> dict[str, str]:
    """What was answered, by name."""
    return {ask.name: ask.value for ask in asks}


def day(text: str) -> date | None:
    """A date as a date input sends it; None where it is blank or none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read(ask: Ask) -> str:
    text = request.form.get(ask.name, "")
    return text if ask.kind == "password" else text.strip()


def _problem(ask: Ask) -> str:
    """What is wrong with an answer, whatever the act says of it."""
    if not ask.value:
        return gettext("请填写“%(title)s”。", title=ask.title) if ask.required else ""
    if ask.choices and ask.value not in {option.id for option in ask.offered}:
        return gettext("请从列出的选项中选择。")
    if ask.kind == "date" and day(ask.value) is None:
        return gettext("请填写日期，如 2026-03-02。")
    if len(ask.value) > ask.most:
        return gettext("最多 %(most)s 个字，现在有 %(count)s 个。", most=ask.most, count=len(ask.value))
    return ""
