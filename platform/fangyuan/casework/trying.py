"""Compiles a pack and plays its scenarios in a child process: what crashes or hangs there takes no office with it.

`python -m fangyuan.casework.trying` reads a resolved pack (the text of `packs.storage.to_json`) and writes a report.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from fangyuan.casework.rehearsing.testing import run_scenarios
from fangyuan.compiler.compiling import compile_pack
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.source import Source
from fangyuan.packs.storage import from_json, to_json

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Trial:
    """How a pack behaved: the hash it compiled to, and its scenarios as (title, mismatches)."""

    hash: str
    scenarios: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def failed(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The scenarios that went otherwise than they say."""
        return tuple(one for one in self.scenarios if one[1])


def tried(source: Source, seconds: int = SECONDS) -> Trial:
    """Tries a resolved pack; raises PackRejected when it does not compile, crashes, or takes too long."""
    command = [sys.executable, "-m", "fangyuan.casework.trying"]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell, input by pipe.
            command, input=to_json(source), capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise PackRejected(
            [Problem("pack-hangs", f"定义包 {seconds} 秒内没有试运行完。", advice="请检查规则与场景是否过大。")]
        ) from None
    if child.returncode != 0:
        raise PackRejected([Problem("pack-crashes", "定义包试运行时出错。", advice=child.stderr.strip()[-2000:])])
    return _read(json.loads(child.stdout))


def _read(report: dict[str, Any]) -> Trial:
    """The child's report."""
    if problems := report.get("problems"):
        raise PackRejected(Problem(**problem) for problem in problems)
    return Trial(report["hash"], tuple((title, tuple(lines)) for title, lines in report["scenarios"]))


def _report(text: str) -> dict[str, Any]:
    """What the child finds."""
    kinds = load_kinds()
    source = from_json(text)
    try:
        pack = compile_pack(source, kinds)
    except PackRejected as rejected:
        return {"problems": [{"code": p.code, "message": str(p), "advice": p.advice} for p in rejected.problems]}
    outcomes = run_scenarios(pack, source, kinds)
    lines = [(o.title, [f"{m.step + 1}: {m.message}" for m in o.mismatches]) for o in outcomes]
    return {"hash": pack.hash, "scenarios": lines}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_report(sys.stdin.read()), ensure_ascii=False))
