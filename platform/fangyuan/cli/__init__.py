"""The command `fangyuan`: serve, worker, packs, users, rounds, checks. `--json` wherever a machine may read."""

import ast
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from fangyuan import __version__
from fangyuan.cli.telling import say_problems
from fangyuan.model.problems import Failed, PackRejected, Refused

_PACK = {
    "activate": "sharing:pack_activate",
    "build": "building:pack_build",
    "check": "checking:pack_check",
    "diff": "comparing:pack_diff",
    "editor": "authoring:pack_editor",
    "export-xlsx": "workbooks:pack_export",
    "import-xlsx": "workbooks:pack_import",
    "install": "sharing:pack_install",
    "key": "keys:pack_key",
    "list": "sharing:pack_list",
    "new": "authoring:pack_new",
    "record": "recording:pack_record",
    "rollback": "sharing:pack_rollback",
    "show": "showing:pack_show",
    "test": "testing:pack_test",
}
_ALL = {
    "calendar": "calendars:calendar",
    "demo": "keeping:demo",
    "doctor": "keeping:doctor",
    "form": "forms:form",
    "import": "importing:import_file",
    "rebuild": "keeping:rebuild",
    "serve": "running:serve",
    "simulate": "simulating:simulate_pack",
    "sweep": "sweeping:sweep",
    "user": "users:user",
    "verify": "keeping:verify",
    "worker": "running:worker",
}


class Rooms(click.Group):
    """A group whose commands are imported when they are asked for: checking a pack waits for no web server, no database."""

    def __init__(self, *args: Any, rooms: Mapping[str, str], **named: Any) -> None:
        """`rooms` says by name of a command where in this package it stands: `module:function`."""
        super().__init__(*args, **named)
        self.rooms = rooms

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, those not imported yet too."""
        return sorted({*self.rooms, *self.commands})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported now."""
        if name not in self.rooms:
            return super().get_command(ctx, name)
        module, _, function = self.rooms[name].partition(":")
        found: click.Command = getattr(import_module(f"{__name__}.{module}"), function)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each command says of itself, read in its source: who asks for a list waits for none of them."""
        said = {name: click.Command(name, help=_said_at(place)) for name, place in self.rooms.items()}
        click.Group(commands={**said, **self.commands}).format_commands(ctx, formatter)


def _said_at(place: str) -> str:
    """The docstring of what stands at `module:function` in this package."""
    module, _, function = place.partition(":")
    tree = ast.parse(Path(__file__).with_name(f"{module}.py").read_text("utf-8"))
    found = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == function)
    return ast.get_docstring(next(found)) or ""


def main() -> None:
    """Runs the command; errors of the house end in one plain message and status 1."""
    try:
        fangyuan(standalone_mode=True)
    except PackRejected as rejected:
        say_problems(rejected.problems)
        sys.exit(1)
    except Failed as failed:
        click.echo(str(failed), err=True)
        sys.exit(1)
    except Refused as refused:
        for problem in refused.problems:
            click.echo(f"{problem.message} {problem.advice}".strip(), err=True)
        sys.exit(1)


@click.group(cls=Rooms, rooms=_ALL)
@click.version_option(__version__, prog_name="fangyuan")
def fangyuan() -> None:
    """Fangyuan: definition packs run a county's procedures."""


@fangyuan.group(cls=Rooms, rooms=_PACK)
def pack() -> None:
    """Definition packs."""
