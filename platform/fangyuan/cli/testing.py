"""The command `fangyuan pack test`: plays the scenarios of packs, and says what they leave unshown."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from fangyuan.casework.rehearsing.covering import Coverage, Element, Part
from fangyuan.casework.rehearsing.testing import Outcome, covered, run_scenarios
from fangyuan.cli.given import read_given, say_signed
from fangyuan.cli.options import libraries, pack_paths
from fangyuan.cli.outcomes import outcome_data, say_outcomes
from fangyuan.cli.telling import say_problems, tells, within
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected, Problem

PARTS: Mapping[Part, tuple[str, str]] = {
    Part.STAGE: ("阶段", "stages"),
    Part.ACTION: ("操作", "actions"),
    Part.CLOCK: ("时限", "clocks"),
    Part.RUNG: ("升级梯级", "rungs"),
    Part.RULE: ("规则", "rules"),
}

_LINES: Mapping[str, tuple[str, str, str]] = {
    "zh": ("{pack} 场景覆盖 {percent}%：{parts}", "未覆盖：{part}“{title}”（{where} {name}）", "，"),
    "en": ("{pack}: scenarios show {percent}%: {parts}", "not shown: {part}, {title} ({where} {name})", ", "),
}
_NOTHING: Mapping[str, str] = {
    "zh": "{pack} 没有自己的内容要覆盖：阶段、操作、时限、升级梯级、规则都照上级包",
    "en": "{pack}: nothing of its own to show: its stages, actions, clocks, rungs and rules are all its parents'",
}


@click.command("test")
@tells
@pack_paths
@libraries
@click.option(
    "--at-least", type=click.IntRange(0, 100), default=0, help="Fail where scenarios show less per cent of a pack."
)
def pack_test(
    paths: tuple[Path, ...], libraries: tuple[Path, ...], at_least: int, as_json: bool, language: str
) -> None:
    """Plays the scenarios of packs, folders or archives, with a virtual clock; status 1 when one fails, or when they show too little.

    A pack that does not compile keeps the others from nothing.
    """
    kinds, broken = load_kinds(), list[Problem]()
    tested: dict[str, tuple[tuple[Outcome, ...], Coverage]] = {}
    signed: dict[str, dict[str, str] | None] = {}
    for path in paths:
        try:
            given = read_given(path, libraries)
            pack = given.compiled(kinds)
        except PackRejected as rejected:
            broken += [within(path, problem) if len(paths) > 1 else problem for problem in rejected.problems]
            continue
        outcomes = run_scenarios(pack, given.source, kinds)
        tested[pack.pack], signed[pack.pack] = (outcomes, covered(pack, given.source, outcomes)), given.signature()
        if not as_json:
            say_signed(given, language)
    if broken and (as_json or not tested):
        raise PackRejected(broken)
    if as_json:
        report = [{**_data(name, *one), "signed": signed[name]} for name, one in tested.items()]
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    for name, (outcomes, shown) in () if as_json else tested.items():
        say_outcomes(outcomes, language)
        say_coverage(name, shown, language)
    say_problems(broken, language)
    sys.exit(0 if not broken and all(_enough(*one, at_least) for one in tested.values()) else 1)


def say_coverage(pack: str, shown: Coverage, language: str = "zh") -> None:
    """How much the expectations of the scenarios show, and what they do not."""
    if not shown.titles:
        click.echo(_NOTHING[language].format(pack=pack))
        return
    head, line, comma = _LINES[language]
    click.echo(head.format(pack=pack, percent=percent(shown), parts=comma.join(_counted(shown, language))))
    for one in shown.missing():
        where, part = one.case_type.partition("/")[2], _part(one.part, language)
        click.echo("    " + line.format(part=part, title=_titled(one, shown, language), where=where, name=one.name))


def _titled(one: Element, shown: Coverage, language: str) -> str:
    """What it is called; of a rung the clock and which rung it is."""
    title = shown.titles[one]
    if language == "zh" or one.part is not Part.RUNG:
        return title
    return f"{title.rpartition('·')[0]}, rung {one.name.rpartition('#')[2]}"


def percent(shown: Coverage) -> int:
    """Whole per cent, rounded down; a pack with nothing to show is shown whole."""
    done, of = shown.of()
    return 100 * done // of if of else 100


def _counted(shown: Coverage, language: str) -> list[str]:
    return [f"{_part(part, language)} {done}/{of}" for part in PARTS for done, of in [shown.of(part)] if of]


def _part(part: Part, language: str) -> str:
    zh, en = PARTS[part]
    return zh if language == "zh" else en


def _enough(outcomes: tuple[Outcome, ...], shown: Coverage, at_least: int) -> bool:
    return bool(outcomes) and all(one.passed for one in outcomes) and percent(shown) >= at_least


def _data(pack: str, outcomes: tuple[Outcome, ...], shown: Coverage) -> dict[str, Any]:
    """For a machine."""
    return {
        "pack": pack,
        "scenarios": [outcome_data(outcome) for outcome in outcomes],
        "coverage": {part.value: shown.of(part) for part in Part}
        | {"percent": percent(shown) if shown.titles else None},
        "missing": [{"case-type": one.case_type, "part": one.part.value, "name": one.name} for one in shown.missing()],
    }
