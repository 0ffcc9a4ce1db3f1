"""Problems of answers in the reader's language."""

from fangyuan.forms.findings import WORDS, english
from fangyuan.kinds.wording import say
from fangyuan.model.problems import Problem


def message(problem: Problem, language: str = "zh") -> str:
    """What is wrong and what to do, in `zh` or `en`; the message itself where no twin is known."""
    if not language.startswith("en"):
        return problem.message
    if problem.code in WORDS:
        return english(problem)
    return problem.detail.get("english") or say(problem.code, "en", problem.detail) or problem.message
