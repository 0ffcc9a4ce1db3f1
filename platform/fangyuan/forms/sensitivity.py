"""Which places of a text print a sensitive answer."""

from collections.abc import Mapping

from fangyuan.forms.paths import plain, upwards
from fangyuan.model.fields import Field


def sensitive_field(fields: Mapping[str, Field], path: str) -> Field | None:
    """The sensitive field that a hole of a text prints, if it does; `fields` are those of the case type, by path.

    A hole that names a person prints their name. `entry.x` is `tasks.<task>.x` of the task in hand, whichever that is.
    """
    if path.startswith("entry."):
        inner = path.removeprefix("entry.")
        paths = [at for at in fields if at.startswith("tasks.") and at.split(".", 2)[2] == inner]
    else:
        paths = [*upwards(plain(path)), f"{path}.name"]
    return next((fields[at] for at in paths if at in fields and fields[at].sensitive), None)
