"""What commands share: an office that is opened for a command, and the options that many of them take."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from fangyuan.app import Settings, open_office

as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
pack_paths = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)


def with_office(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the office of this installation first, and closes it after."""

    @wraps(command)
    def opened(*args: Any, **named: Any) -> None:
        office = open_office(Settings.read())
        try:
            command(office, *args, **named)
        finally:
            office.database.close()

    return opened
