"""How commands say what they found: as lines for people, in Chinese or English, as JSON for machines."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any

import click

from fangyuan.cli.options import as_json, language
from fangyuan.compiler.telling import as_data, english
from fangyuan.model.problems import Mark, PackRejected, Problem, Refused


def say(report: dict[str, Any], as_json: bool) -> None:
    """A report as JSON or as lines."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2, default=str))
        return
    for name, value in report.items():
        click.echo(f"{name}: {value}")


def say_problems(problems: Iterable[Problem], language: str = "zh") -> None:
    """Problems, one a line, as editors read them: `file:line:column  path  what is wrong  write this instead`."""
    for problem in problems:
        click.echo(line_of(problem, language), err=True)


def line_of(problem: Problem, language: str) -> str:
    """One problem in one line."""
    if language == "zh":
        return str(problem)
    return "  ".join(part for part in (str(problem.mark or ""), problem.path, english(problem)) if part)


def within(path: Path, problem: Problem) -> Problem:
    """The same with its file as seen from where the command was given, so that an editor can open it; one of a parent stays."""
    mark = problem.mark or Mark("")
    here = path / mark.file
    return replace(problem, mark=replace(mark, file=here.as_posix())) if path.is_file() or here.exists() else problem


def say_as_json(problems: Iterable[Problem]) -> None:
    """Problems for a machine, in both languages."""
    click.echo(json.dumps([as_data(problem) for problem in problems], ensure_ascii=False, indent=2))


def tells(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command `--language` and `--json`, and ends it in status 1 with every problem that stops it, told so."""
    wanted = signature(command).parameters

    @wraps(command)
    def told(*args: Any, language: str, as_json: bool, **named: Any) -> None:
        own = {"language": language, "as_json": as_json}
        try:
            command(*args, **named, **{name: value for name, value in own.items() if name in wanted})
        except (PackRejected, Refused) as stopped:
            if as_json:
                say_as_json(stopped.problems)
            else:
                say_problems(stopped.problems, language)
            sys.exit(1)

    return as_json(language(told))
