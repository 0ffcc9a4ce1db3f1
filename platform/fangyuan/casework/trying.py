"""Compiles a pack and plays its scenarios in a child process: what crashes or hangs there takes no office with it.

`python -m fangyuan.casework.trying` reads a resolved pack (the text of `packs.storage.to_json`) and writes a report.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fangyuan.casework.rehearsing.covering import Part
from fangyuan.casework.rehearsing.playing import Mismatch
from fangyuan.casework.rehearsing.testing import covered, run_scenarios
from fangyuan.compiler.telling import as_data, english
from fangyuan.kinds import load_kinds
from fangyuan.model.later import later
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.problems import is_error
from fangyuan.packs.source import Source
from fangyuan.packs.storage import from_json, to_json

if TYPE_CHECKING:
    from fangyuan.compiler import compiling
else:
    compiling = later("fangyuan.compiler.compiling")

SECONDS = 120

Pair = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a pack behaved: the hash it compiled to, its scenarios as (title, mismatches), what they show of it, what the
    analysis found. A mismatch is one line in Chinese and one in English.

    `coverage` is (shown, of how many) by sort of part, `missing` (case type, sort of part, title) of what none shows;
    `findings` are problems as `compiler.telling.as_data` writes them.
    """

    hash: str
    scenarios: tuple[tuple[str, tuple[Pair, ...]], ...]
    coverage: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    missing: tuple[tuple[str, str, str], ...] = ()
    findings: tuple[Mapping[str, Any], ...] = ()

    @property
    def failed(self) -> tuple[tuple[str, tuple[Pair, ...]], ...]:
        """The scenarios that went otherwise than they say."""
        return tuple(one for one in self.scenarios if one[1])

    def as_data(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {
            "hash": self.hash,
            "scenarios": [[title, [list(line) for line in lines]] for title, lines in self.scenarios],
            "coverage": {part: list(counted) for part, counted in self.coverage.items()},
            "missing": [list(one) for one in self.missing],
            "findings": [dict(one) for one in self.findings],
        }

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> "Trial":
        """The inverse of `as_data`."""
        return cls(
            report["hash"],
            tuple((title, tuple(map(in_both, lines))) for title, lines in report["scenarios"]),
            {part: (shown, every) for part, (shown, every) in report["coverage"].items()},
            tuple((case_type, part, title) for case_type, part, title in report["missing"]),
            tuple(report["findings"]),
        )


def in_both(line: Sequence[str] | str) -> Pair:
    """A mismatch in both languages; of one kept before there were two, the Chinese one twice."""
    zh, en = (line, line) if isinstance(line, str) else line
    return zh, en


def _told(one: Mismatch) -> Pair:
    return f"{one.step + 1}: {one.message}", f"{one.step + 1}: {one.english or one.message}"


def tried(source: Source, seconds: int = SECONDS) -> Trial:
    """Tries a resolved pack; raises PackRejected when it does not compile, crashes, or takes too long."""
    command = [sys.executable, "-m", "fangyuan.casework.trying"]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell, input by pipe.
            command, input=to_json(source), capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise PackRejected(
            [
                Problem(
                    "pack-hangs",
                    f"定义包 {seconds} 秒内没有试运行完。",
                    advice="请检查规则与场景是否过大。",
                    detail={
                        "english": f"The pack was not through after {seconds} seconds. Check its rules and scenarios."
                    },
                )
            ]
        ) from None
    if child.returncode != 0:
        raise PackRejected([_crashed(child.stderr.strip()[-2000:])])
    return _read(json.loads(child.stdout))


def _crashed(told: str) -> Problem:
    english = f"The pack failed while it was tried. {told}"
    return Problem("pack-crashes", "定义包试运行时出错。", advice=told, detail={"english": english})


def _read(report: dict[str, Any]) -> Trial:
    """The child's report."""
    if problems := report.get("problems"):
        raise PackRejected(Problem(**problem) for problem in problems)
    return Trial.of(report)


def _report(text: str) -> dict[str, Any]:
    """What the child finds."""
    kinds = load_kinds()
    source = from_json(text)
    pack, found = compiling.look(source, kinds)
    if pack is None or any(map(is_error, found)):
        return {"problems": [_as_said(p) for p in found]}
    outcomes = run_scenarios(pack, source, kinds)
    shown = covered(pack, source, outcomes)
    return Trial(
        pack.hash,
        tuple((o.title, tuple(map(_told, o.mismatches))) for o in outcomes),
        {part.value: counted for part in Part if (counted := shown.of(part))[1]},
        tuple((one.case_type, one.part.value, shown.titles[one]) for one in shown.missing()),
        tuple(as_data(problem) for problem in found),
    ).as_data()


def _as_said(problem: Problem) -> dict[str, Any]:
    """A problem of the pack as `Problem` takes it again."""
    told = " ".join(filter(None, (str(problem.mark or ""), problem.path, english(problem))))
    return {"code": problem.code, "message": str(problem), "detail": {"english": told}}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_report(sys.stdin.read()), ensure_ascii=False))
