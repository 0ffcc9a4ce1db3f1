"""The words of one code."""

from dataclasses import dataclass

from fangyuan.model.problems import Severity


@dataclass(frozen=True, slots=True)
class Wording:
    """What is wrong and what to do, in two languages; `{holes}` are filled by the details of the finding.

    Details named `near` and `known` give an advice of their own: a likely name, or a list of the possible ones.
    """

    zh: str
    en: str
    advice_zh: str = ""
    advice_en: str = ""
    severity: Severity = Severity.ERROR


def warning(zh: str, en: str, advice_zh: str = "", advice_en: str = "") -> Wording:
    """The words of something that is shown and stops nothing."""
    return Wording(zh, en, advice_zh, advice_en, Severity.WARNING)
