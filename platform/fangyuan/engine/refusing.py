"""Refusals, in the officer's language: what is in the way, and what to do next. The codes are stable words."""

from typing import NoReturn

from fangyuan.model.problems import Problem, Refused


def refuse(code: str, message: str, advice: str = "", path: str = "") -> NoReturn:
    """Raises Refused with one problem."""
    raise Refused(Problem(code=code, message=message, advice=advice, path=path))


def needed(value: str, code: str, message: str, path: str = "") -> str:
    """The text without its outer blanks; refuses a blank one."""
    return value.strip() or refuse(code, message, path=path)
