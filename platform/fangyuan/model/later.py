"""Modules that few pages need are imported when one of them is first asked for, so that a start does not wait for them."""

from importlib import import_module
from threading import RLock
from typing import Any

_ONE_AT_A_TIME = RLock()
"""Two threads that import two modules of a package whose modules import each other, each get half a module of the other."""


class Later:
    """Stands for a module and becomes it with the first name that is asked of it, whichever thread asks."""

    def __init__(self, name: str) -> None:
        """Imports nothing yet."""
        self._name = name

    def __getattr__(self, name: str) -> Any:
        """What the module calls so, kept: it is asked for once."""
        with _ONE_AT_A_TIME:
            found = getattr(import_module(self._name), name)
        setattr(self, name, found)
        return found


def later(name: str) -> Any:
    """The module of this name, imported when something of it is first used.

    A checker of types, and of which room imports which, reads the import that stands beside it:

        if TYPE_CHECKING:
            import xlsxwriter
        else:
            xlsxwriter = later("xlsxwriter")
    """
    return Later(name)
