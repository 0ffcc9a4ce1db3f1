"""The registry of what can be wrong with a pack: a code, and its words in Chinese and English.

A finding is made by `finding(code, …)`; its message is Chinese, `english` gives the twin from the same details.
"""

from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING

from fangyuan.model.later import later
from fangyuan.model.problems import Mark, Problem, Severity
from fangyuan.packs.problems import archives, figures, files, parts, procedure, receptions, references, shapes
from fangyuan.packs.problems.wording import Wording as Wording

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz = later("rapidfuzz.fuzz")
    process = later("rapidfuzz.process")

CODES = MappingProxyType(
    {
        **archives.WORDINGS,
        **figures.WORDINGS,
        **files.WORDINGS,
        **shapes.WORDINGS,
        **references.WORDINGS,
        **procedure.WORDINGS,
        **parts.WORDINGS,
        **receptions.WORDINGS,
    }
)
"""Every code of this room and the compiler, with its words."""

_NEAR_ENOUGH = 62
_SHOWN = 8


def finding(code: str, mark: Mark | None = None, at: str = "", /, **detail: object) -> Problem:
    """A problem of the registry at a JSON path; `detail` fills the holes of its words. KeyError for an unknown code."""
    wording = CODES[code]
    told = {name: str(value) for name, value in detail.items()}
    return Problem(
        code,
        wording.zh.format(**told),
        at,
        mark,
        _advice(wording.advice_zh, "是不是想写“{near}”？", "可以写：{known}。", told),
        wording.severity,
        told,
    )


def english(problem: Problem) -> str:
    """The English twin of a problem: what is wrong and what to do; the message itself for a code of another room."""
    wording = CODES.get(problem.code)
    if wording is None:
        return ". ".join(part for part in (problem.message, problem.advice) if part)
    told = {**problem.detail, "known": problem.detail.get("known", "").replace("、", ", ").replace("……", " …")}
    advice = _advice(wording.advice_en, 'Did you mean "{near}"?', "It may be: {known}.", told)
    return ". ".join(part for part in (wording.en.format(**problem.detail), advice) if part)


def is_error(problem: Problem) -> bool:
    """Whether it keeps the pack from being used."""
    return problem.severity is Severity.ERROR


def nearest(word: str, candidates: Iterable[str]) -> str:
    """The candidate most like `word`, or nothing where none is near enough to be meant."""
    known = [candidate for candidate in candidates if candidate != word]
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    return str(found[0]) if found else ""


def listed(candidates: Iterable[str]) -> str:
    """The first few candidates as one text."""
    known = sorted(candidates)
    return "、".join(known[:_SHOWN]) + ("……" if len(known) > _SHOWN else "")


def _advice(own: str, near: str, known: str, told: dict[str, str]) -> str:
    """The advice of the wording, else a suggestion, else the list of what is known."""
    if told.get("near"):
        return near.format(**told)
    if own:
        return own.format(**told)
    return known.format(**told) if told.get("known") else ""
