"""How scenarios went: as lines for people, as data for machines."""

from typing import Any

import click

from fangyuan.casework.rehearsing.testing import Outcome


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
