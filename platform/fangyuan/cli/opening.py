"""An office that is opened for a command, and closed after it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from fangyuan.app import Settings, open_office


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
