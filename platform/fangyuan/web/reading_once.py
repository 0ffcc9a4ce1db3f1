"""A page that is only looked at reads one moment of the database, and asks for what does not change once."""

from contextlib import ExitStack

from flask import Flask, g, request

from fangyuan.casework.reading.snapshot import one_snapshot
from fangyuan.web.at_hand import office

WITHOUT = frozenset({"static", "health.show"})


def init(app: Flask) -> None:
    """Opens the snapshot before anything is read and closes it when the answer is made."""
    app.before_request(begin)
    app.teardown_request(end)


def begin() -> None:
    """Only for looking: an act must see what others have written since."""
    if request.method in ("GET", "HEAD") and request.endpoint not in WITHOUT:
        g.snapshot = ExitStack()
        g.snapshot.enter_context(one_snapshot(office()))


def end(_: BaseException | None) -> None:
    """Lets go of it."""
    snapshot = g.pop("snapshot", None)
    if snapshot is not None:
        snapshot.close()
