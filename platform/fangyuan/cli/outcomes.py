"""How scenarios went: as lines for people, as data for machines."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import click

from fangyuan.casework.rehearsing.testing import Outcome

_LINES: Mapping[str, tuple[str, str, str]] = {
    "zh": ("({steps} 步)", "第 {step} 步：{message}", "场景 {all} 个，未通过 {failed} 个"),
    "en": ("({steps} steps)", "step {step}: {message}", "{all} scenarios, {failed} failed"),
}


def say_outcomes(outcomes: Iterable[Outcome], language: str = "zh", as_json: bool = False) -> None:
    """Scenarios, with what went otherwise."""
    played = list(outcomes)
    if as_json:
        click.echo(json.dumps([outcome_data(one) for one in played], ensure_ascii=False, indent=2))
        return
    steps, step, altogether = _LINES[language]
    for one in played:
        counted = steps.format(steps=one.steps)
        click.echo(f"{'✓' if one.passed else '✗'} {one.file}  {one.title}  {counted}")
        for mismatch in one.mismatches:
            click.echo(
                "    "
                + step.format(
                    step=mismatch.step + 1, message=mismatch.message if language == "zh" else mismatch.english
                )
            )
    click.echo(altogether.format(all=len(played), failed=sum(not one.passed for one in played)))


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """A scenario's outcome for a machine."""
    return {
        "file": outcome.file,
        "title": outcome.title,
        "passed": outcome.passed,
        "mismatches": [
            {"step": mismatch.step, "message": mismatch.message, "english": mismatch.english}
            for mismatch in outcome.mismatches
        ],
    }
