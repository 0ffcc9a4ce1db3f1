"""What a page asks where somebody acted on paper: who, on which day, and the scan that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext

from fangyuan.casework.reading.pages import Named
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import moment
from fangyuan.web.filling.taking import read_day, take_file

INPUTS = {"who": "_on_behalf", "on": "_occurred", "scan": "_scan"}
"""The page's own inputs, by what they ask."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is asked when somebody acted on paper, as it was typed; `problems` by input (who, on, scan)."""

    people: tuple[Named, ...]
    who: str = ""
    on: str = ""
    scan: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


def read_paper(people: tuple[Named, ...], case: str) -> Paper:
    """Reads the page's own inputs; the scan is kept at once, so that an error elsewhere does not lose it."""
    who, day = request.form.get("_on_behalf", ""), read_day("_occurred")
    problems = {}
    if who not in {person.id for person in people}:
        problems["who"] = gettext("请选择在纸上签字或办理的人。")
    if day is None:
        problems["on"] = gettext("请填写纸上签署的日期。")
    elif day > moment().today:
        problems["on"] = gettext("签字日期不能晚于今天。")
    scan = request.form.get("_scan_file", "")
    try:
        scan = take_file("_scan", case) or scan
    except Refused as refused:
        problems["scan"] = " ".join(f"{problem.message} {problem.advice}" for problem in refused.problems)
    if not scan and "scan" not in problems:
        problems["scan"] = gettext("请上传签字纸件的扫描件或照片。")
    return Paper(people, who, day.isoformat() if day else "", scan, problems)


def problems_of(paper: Paper | None) -> tuple[Problem, ...]:
    """What is wrong with what was typed about the paper, by the page's own inputs."""
    return tuple(Problem("paper", text, INPUTS[name]) for name, text in paper.problems.items()) if paper else ()
