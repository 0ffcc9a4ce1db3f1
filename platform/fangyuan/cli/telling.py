"""How commands say what they found: as lines for people, as JSON for machines."""

import json
from typing import Any

import click

from fangyuan.casework.rehearsing.testing import Outcome
from fangyuan.model.problems import Problem


def say(report: dict[str, Any], as_json: bool) -> None:
    """A report as JSON or as lines."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2, default=str))
        return
    for name, value in report.items():
        click.echo(f"{name}: {value}")


def say_problems(problems: list[Problem] | tuple[Problem, ...]) -> None:
    """Problems, one a line, as editors read them."""
    for problem in problems:
        click.echo(str(problem), err=True)


def say_outcomes(outcomes: list[Outcome]) -> None:
    """Scenarios, with what went otherwise."""
    for outcome in outcomes:
        click.echo(f"{'✓' if outcome.passed else '✗'} {outcome.file}  {outcome.title}  ({outcome.steps} 步)")
        for mismatch in outcome.mismatches:
            click.echo(f"    第 {mismatch.step + 1} 步：{mismatch.message}")
    failed = sum(not outcome.passed for outcome in outcomes)
    click.echo(f"场景 {len(outcomes)} 个，未通过 {failed} 个")


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """A scenario's outcome for a machine."""
    return {
        "file": outcome.file,
        "title": outcome.title,
        "passed": outcome.passed,
        "mismatches": [{"step": mismatch.step, "message": mismatch.message} for mismatch in outcome.mismatches],
    }
