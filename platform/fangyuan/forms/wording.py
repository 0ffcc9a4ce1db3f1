"""Problems of answers in the reader's language."""

from fangyuan.forms.findings import WORDS, english
from fangyuan.forms.refusals import refusal
from fangyuan.kinds.wording import say
from fangyuan.model.problems import Problem


def message(problem: Problem, language: str = "zh") -> str:
    """What is wrong and what to do, in `zh` or `en`; the message itself where no twin is known."""
    if not language.startswith("en"):
        return problem.message
    if problem.code in WORDS:
        return english(problem)
    known = problem.detail.get("english") or say(problem.code, "en", problem.detail)
    return known or refusal(problem.code, problem.message) or problem.message
