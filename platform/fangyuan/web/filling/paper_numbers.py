"""The numbers that the papers of letters have already, asked for beside the act that issues the letters."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from flask import request

from fangyuan.model.commands import Issuing
from fangyuan.model.problems import Problem, Refused

NUMBER = "_number."
"""How the inputs begin, one a letter."""

CONFIRMED = "_as_written"
"""The box to tick for a number that was asked back."""

ASKED_BACK = frozenset({"number-foreign", "number-far"})
"""Refusals that end when somebody says that the number stands so on the paper."""

Act = TypeVar("Act", bound=Issuing)

_PATH = "numbers."


def with_numbers(command: Act) -> Act:
    """The act with the numbers that were typed beside it."""
    return replace(command, numbers=typed_numbers(), as_written=is_confirmed())


def typed_numbers() -> dict[str, str]:
    """What was typed, by letter."""
    typed = {name.removeprefix(NUMBER): text.strip() for name, text in request.form.items() if name.startswith(NUMBER)}
    return {letter: text for letter, text in typed.items() if text}


def keep_none(why: str) -> None:
    """Raises Refused beside each number that was typed: the act keeps none."""
    if typed := typed_numbers():
        raise Refused(*(Problem("not-kept", why, f"{_PATH}{letter}") for letter in typed))


def is_confirmed() -> bool:
    """Whether it was said that the numbers stand so on the paper."""
    return CONFIRMED in request.form


def asks_back(problems: Sequence[Problem]) -> bool:
    """Whether a page is to ask that: a number is looked at again, or was."""
    return is_confirmed() or any(problem.code in ASKED_BACK for problem in problems)


def is_about_numbers(problem: Problem) -> bool:
    """Whether a refusal is about one of these inputs."""
    return problem.path.startswith(_PATH)
