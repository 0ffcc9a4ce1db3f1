"""A request reads one moment of the database, and asks for what does not change in it once; an act until it writes."""

from contextlib import ExitStack

from flask import Flask, g, request

from fangyuan.casework.reading.snapshot import one_snapshot
from fangyuan.web.at_hand import office

WITHOUT = frozenset({"static", "health.show", "login.enter"})
"""What reads nothing, and the hashing of a password, which takes long on purpose."""

LOOKING = frozenset({"GET", "HEAD"})


def init(app: Flask) -> None:
    """Opens the snapshot before anything is read and closes it when the answer is made."""
    app.before_request(begin)
    app.teardown_request(end)


def begin() -> None:
    """For looking it lasts to the end; whoever writes sees from then on what others have written since."""
    if request.endpoint not in WITHOUT:
        g.snapshot = ExitStack()
        g.snapshot.enter_context(one_snapshot(office(), until_written=request.method not in LOOKING))


def end(_: BaseException | None) -> None:
    """Lets go of it."""
    snapshot = g.pop("snapshot", None)
    if snapshot is not None:
        snapshot.close()
