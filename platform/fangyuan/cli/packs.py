"""The commands `fangyuan pack`, and `simulate`: check, test, install, play."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from fangyuan.casework.rehearsing.simulating import find_scenario, printed, simulate
from fangyuan.cli.opening import as_json, pack_paths
from fangyuan.cli.telling import say, say_problems
from fangyuan.compiler.compiling import look
from fangyuan.compiler.loading import load, load_source
from fangyuan.compiler.telling import as_data, english
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem, Severity
from fangyuan.packs.source import Source


@click.group()
def pack() -> None:
    """Definition packs."""


@pack.command("check")
@pack_paths
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh")
@as_json
def pack_check(paths: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Finds every problem of packs; status 1 when one of them is an error."""
    found = [problem for path in paths for problem in _problems(path)]
    if as_json:
        click.echo(json.dumps([as_data(problem) for problem in found], ensure_ascii=False, indent=2))
    else:
        _say(found, language)
    sys.exit(1 if any(problem.severity is Severity.ERROR for problem in found) else 0)


@click.command("simulate")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("scenario")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Let time run to this date; without it, to the end.")
@as_json
def simulate_pack(path: Path, scenario: str, until: datetime | None, as_json: bool) -> None:
    """Plays a scenario of a pack, then lets time run: every reminder and letter by date. Nothing is written anywhere."""
    source, compiled = _load(path)
    done = simulate(compiled, find_scenario(source, scenario), load_kinds(), until.date() if until else None)
    if as_json:
        say(done.as_data(), as_json)
    for line in () if as_json else printed(done):
        click.echo(line)
    sys.exit(1 if done.mismatches else 0)


def _say(found: list[Problem], language: str) -> None:
    """Every finding in one line, or that there is none."""
    if language == "zh":
        say_problems(found)
    for problem in found if language == "en" else ():
        click.echo("  ".join(filter(None, (str(problem.mark or ""), problem.path, english(problem)))), err=True)
    if not found:
        click.echo("没有发现问题。" if language == "zh" else "No problems.")


def _load(path: Path) -> tuple[Source, Pack]:
    """A pack with its parents, which lie beside it."""
    return load(path, (path.resolve().parent,), load_kinds())


def _problems(path: Path) -> tuple[Problem, ...]:
    """Everything that reading, compiling and analysis find, each with its place."""
    try:
        source = load_source(path, (path.resolve().parent,))
    except PackRejected as rejected:
        return rejected.problems
    return look(source, load_kinds())[1]
