"""Problems for machines, and in English, whichever room found them."""

from typing import Any

from fangyuan.forms import findings
from fangyuan.model.problems import Problem
from fangyuan.packs import problems


def english(problem: Problem) -> str:
    """The English twin of a problem of a pack."""
    return problems.english(problem) if problem.code in problems.CODES else findings.english(problem)


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
