"""How commands say what they found: as lines for people, as JSON for machines."""

import json
from typing import Any

import click

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
