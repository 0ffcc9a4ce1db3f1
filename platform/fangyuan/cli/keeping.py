"""The commands that look after the installation: verify, rebuild, doctor, demo."""

import sys
from pathlib import Path

import click

from fangyuan.app import Settings, open_office
from fangyuan.casework import demonstrating, doctoring, verifying
from fangyuan.casework.office import Office
from fangyuan.cli.opening import with_office
from fangyuan.cli.options import as_json
from fangyuan.cli.telling import say


@click.command()
@as_json
@with_office
def verify(office: Office, as_json: bool) -> None:
    """Checks the hash chain of every case and the rows that follow from it; status 1 when something was altered or lost."""
    found = verifying.verify(office)
    say({"cases": found.cases, "events": found.events, "problems": list(found.problems)}, as_json)
    sys.exit(1 if found.problems else 0)


@click.command()
@as_json
@with_office
def rebuild(office: Office, as_json: bool) -> None:
    """Makes every read column, projection and firing row anew from the events."""
    say({"cases": verifying.rebuild(office)}, as_json)


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Says what runs here and what is missing."""
    report = doctoring.examine(open_office(Settings.read()), Settings.read().home)
    say(report, as_json)


@click.command()
@click.option("--definitions", default="definitions", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--password", default="fangyuan-demo", show_default=True, help="The password of every demo account.")
@click.option("--cases/--no-cases", default=True, help="Also the demonstration cases.")
@with_office
def demo(office: Office, definitions: Path, password: str, cases: bool) -> None:
    """Installs the packs of a folder with their demonstration organisation and cases; does nothing a second time."""
    shown = demonstrating.demonstrate(office, definitions, password, office.clock.now(), with_cases=cases)
    for line in shown:
        click.echo(line)
