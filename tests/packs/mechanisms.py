"""The coverage table of the mechanisms: what a source asks for, which element of a pack does it, which scenario shows it.

The rows stand in the README of each county's pack, in the county's words; every name in them is looked up in the
compiled pack. `PYTHONPATH=tests python -m packs.mechanisms` writes docs/mechanisms.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fangyuan.casework.rehearsing.testing import scenarios_of
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.packs.source import Source

ROOT = Path(__file__).parents[2]
DEFINITIONS = ROOT / "definitions"
PAPER = ROOT / "docs" / "mechanisms.md"
COUNTIES = ("shangnan-sanji", "yuncheng-xinfang", "heze-liangxiang", "yanshou-xinfang", "shiren-sixban")
"""The packs of the five sources, in the order of the sources."""

MECHANISMS = (
    ("商南三个机制", "shangnan-sanji", "graded-petition"),
    ("千件督办：三个一批、三级联动、六步推进", "heze-liangxiang", "supervised-petition"),
    ("领导包案四包", "heze-liangxiang", "charge-facts"),
    ("万件社会矛盾化解", "heze-liangxiang", "dispute"),
    ("排查预警", "early-screening", "hidden-dispute"),
    ("五账工作法", "yuncheng-xinfang", "account"),
    ("联席会议督办函件", "yuncheng-xinfang", "risk-letter"),
    ("三项建议权", "yuncheng-xinfang", "recommendation"),
    ("接访下访约访陪访", "leader-visits", "visit"),
    ("积案提级双交办", "yuncheng-xinfang", "old-case"),
    ("三到位一处理", "yuncheng-xinfang", "marks"),
    ("一站式中心", "yuncheng-xinfang", "hall-ticket"),
    ("四办与交办督办闭环", "shiren-sixban", "four-ways"),
    ("跨部门会商", "joint-meeting", "meeting"),
    ("批量化解", "shiren-sixban", "topic-cluster"),
    ("无理访认定（改为诉求论证）", "public-hearing", "request-review"),
    ("延寿公开听证、绿色通道", "yanshou-xinfang", "green-reply"),
)
"""The mechanisms of the sources: what it is called, the folder of its pack, the element that stands for it."""

HEAD = """\
# 五份材料写成了什么

这张表由定义包生成：材料的话和去处取自各包 README 的表，名称取自编译后的定义包，情景取自各包的 `scenarios/`。
写错一个名字，或者表旧了，测试就不通过。没有写进来的和理由，见各包 README 表后的清单。
"""
NAME = re.compile(r"`([^`]+)`")
ABSENT = "没有写进来的"


@dataclass(frozen=True, slots=True)
class Row:
    """What the source says, the names of the elements that do it, the scenarios (pack folder, file) that show it."""

    words: str
    names: tuple[str, ...]
    shown: tuple[tuple[str, str], ...]


@cache
def loaded(folder: str) -> tuple[Source, Pack]:
    """A pack of definitions/ with its parents."""
    return load(DEFINITIONS / folder, (DEFINITIONS,), load_kinds())


def rows(folder: str) -> Iterator[Row]:
    """The rows of a README's table of three columns: words of the source, elements, scenarios."""
    for line in (DEFINITIONS / folder / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and not set(cells[0]) <= set("-") and cells[2] != "情景":
            yield Row(cells[0], tuple(NAME.findall(cells[1])), tuple(_scenarios(folder, cells[2])))


def left_out(folder: str) -> tuple[str, ...]:
    """What the README says is not written in, one a line; each with its reason."""
    _, _, below = (DEFINITIONS / folder / "README.md").read_text(encoding="utf-8").partition(ABSENT)
    return tuple(line[2:] for line in below.splitlines() if line.startswith("- "))


@cache
def kinds_of(folder: str) -> dict[str, str]:
    """Every name that a pack knows, with what it is called: `clock handle` is “期限 办理期限”."""
    pack = loaded(folder)[1]
    return {name: f"{word} {title}" for word, name, title in reversed(list(_elements(pack)))} | {
        path.parent.name: f"定义包 {loaded(path.parent.name)[1].title}" for path in DEFINITIONS.glob("*/pack.yaml")
    }


def titles_of_scenarios(folder: str) -> dict[str, str]:
    """The scenarios of a pack's folder, by file name without its ending."""
    return {Path(path).stem: str(data["scenario"]) for path, data in scenarios_of(loaded(folder)[0])}


def written() -> str:
    """The paper."""
    return HEAD + _mechanisms() + "".join(_section(folder) for folder in COUNTIES)


def _mechanisms() -> str:
    lines = ["\n## 十七个机制在哪里\n", "| 机制 | 定义包 | 从哪里看起 |", "|---|---|---|"]
    for title, folder, name in MECHANISMS:
        home = f"[{loaded(folder)[1].title}](../definitions/{folder}/README.md)"
        lines.append(f"| {title} | {home} | {kinds_of(folder)[name]}（`{name}`） |")
    return "\n".join(lines) + "\n"


def _section(folder: str) -> str:
    pack, names = loaded(folder)[1], kinds_of(folder)
    lines = [f"\n## {pack.title}（[`{folder}`](../definitions/{folder}/README.md)）\n"]
    lines += ["| 材料的话 | 定义包里的东西 | 情景 |", "|---|---|---|"]
    for row in rows(folder):
        elements = "<br>".join(f"{names[name]}（`{name}`）" for name in row.names)
        shown = "<br>".join(titles_of_scenarios(home)[name] for home, name in row.shown)
        lines.append(f"| {row.words} | {elements} | {shown} |")
    lines += ["", f"没有写进来的 {len(left_out(folder))} 项，理由见 README。"]
    return "\n".join(lines) + "\n"


def _scenarios(folder: str, cell: str) -> Iterator[tuple[str, str]]:
    home = folder
    for part in re.split("[、，]", cell):
        named, found, rest = part.partition(" 的 ")
        home = named.strip() if found else home
        yield home, (rest if found else part).strip()


def _elements(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """(word, name, title) of everything that has a name; the pack's own case types and what is nearest first."""
    own = sorted(pack.case_types.values(), key=lambda one: not one.key.startswith(pack.name + "/"))
    for kind in own:
        yield "类型", kind.key, kind.title
        yield "类型", kind.key.partition("/")[2], kind.title
    for word, things in (
        ("定期工作", pack.duties), ("目标", pack.targets), ("报表", pack.reports), ("台账", pack.views), ("文书", pack.letters),
        ("代码表", pack.codes), ("角色", pack.roles), ("参数", pack.parameters),
    ):  # fmt: skip
        yield from ((word, name, thing.title) for name, thing in things.items())
    for kind in own:
        yield from (("期限", clock.clock, clock.title) for clock in kind.clocks)
        yield from (("规则", rule.rule, rule.title) for rule in kind.rules)
        yield from (("阶段", stage.stage, stage.title) for stage in kind.stages)
        yield from (("动作", action.action, action.title) for action in kind.actions)
        yield from (("任务", task.task, task.title) for task in kind.tasks.values())
        yield from (("表单", form.form, form.title) for form in kind.forms.values())
        yield from (("栏目", path, field.title) for path, field in kind.fields.items() if "." not in path)
    for codes in pack.codes.values():
        yield from (("代码", str(option.value), option.title) for option in codes.options)


if __name__ == "__main__":
    PAPER.write_text(written(), encoding="utf-8")
