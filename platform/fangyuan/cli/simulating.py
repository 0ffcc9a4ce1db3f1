"""The command `fangyuan simulate`: a scenario, and all that would follow."""

import sys
from datetime import datetime
from pathlib import Path

import click

from fangyuan.casework.rehearsing.simulating import find_scenario, printed, simulate
from fangyuan.cli.telling import say, tells
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds


@click.command("simulate")
@tells
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("scenario")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Let time run to this date; without it, to the end.")
def simulate_pack(path: Path, scenario: str, until: datetime | None, as_json: bool) -> None:
    """Plays a scenario of a pack, then lets time run: every reminder and letter by date. Nothing is written anywhere."""
    source, compiled = load(path, (path.resolve().parent,), load_kinds())
    done = simulate(compiled, find_scenario(source, scenario), load_kinds(), until.date() if until else None)
    if as_json:
        say(done.as_data(), as_json)
    for line in () if as_json else printed(done):
        click.echo(line)
    sys.exit(1 if done.mismatches else 0)
