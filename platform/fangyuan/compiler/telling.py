"""Problems for machines, and in English, whichever room found them."""

from typing import Any

from fangyuan.forms.wording import message
from fangyuan.model.problems import Problem
from fangyuan.packs import problems


def english(problem: Problem) -> str:
    """The English twin of a problem, whichever room made it: two rooms may use one code."""
    wording = problems.CODES.get(problem.code)
    if wording is not None and _is_from(wording, problem):
        return problems.english(problem)
    return message(problem, "en")


def _is_from(wording: problems.Wording, problem: Problem) -> bool:
    """Whether these words said it."""
    try:
        return wording.zh.format(**problem.detail) == problem.message
    except KeyError:
        return False


def as_data(problem: Problem) -> dict[str, Any]:
    """A problem as a machine may read it."""
    mark = problem.mark
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": mark.file if mark else "",
        "line": mark.line if mark else 0,
        "column": mark.column if mark else 0,
        "path": problem.path,
        "message": problem.message,
        "advice": problem.advice,
        "english": english(problem),
    }
