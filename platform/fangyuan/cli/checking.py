"""The command `fangyuan pack check`: every finding of packs, each with its place."""

import sys
from pathlib import Path

import click

from fangyuan.cli.given import read_given, say_signed
from fangyuan.cli.options import libraries, pack_paths
from fangyuan.cli.telling import say_as_json, say_problems, tells, within
from fangyuan.compiler.compiling import look
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected, Problem, Severity


@click.command("check")
@tells
@pack_paths
@libraries
def pack_check(paths: tuple[Path, ...], libraries: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Finds every problem of packs, folders or archives; status 1 when one of them is an error.

    Of several packs each finding names the file with the folder or archive that it is in.
    """
    told = [(path, problem) for path in paths for problem in _problems(path, libraries, language)]
    found = [within(path, problem) if len(paths) > 1 else problem for path, problem in told]
    if as_json:
        say_as_json(found)
    else:
        _say(found, language)
    sys.exit(1 if any(problem.severity is Severity.ERROR for problem in found) else 0)


def _say(found: list[Problem], language: str) -> None:
    """Every finding in one line, or that there is none."""
    say_problems(found, language)
    if not found:
        click.echo("没有发现问题。" if language == "zh" else "No problems.")


def _problems(path: Path, libraries: tuple[Path, ...], language: str) -> tuple[Problem, ...]:
    """Everything that reading, compiling and analysis find, each with its place."""
    try:
        given = read_given(path, libraries)
    except PackRejected as rejected:
        return rejected.problems
    say_signed(given, language)
    return look(given.source, load_kinds())[1]
