"""What was done lately, by name: so that what is to be done once an hour needs not ask the database whether it was."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from threading import Lock

MOST = 5_000
"""Names that are kept; who asks for more of them writes a line too many."""


class Lately:
    """When something was last done, of the latest names."""

    def __init__(self) -> None:
        self._at: OrderedDict[Hashable, datetime] = OrderedDict()
        self._lock = Lock()

    def is_due(self, name: Hashable, now: datetime, every: timedelta) -> bool:
        """Whether it was not done within that time before `now`."""
        with self._lock:
            before = self._at.get(name)
        return before is None or not before <= now < before + every

    def done(self, name: Hashable, now: datetime) -> None:
        """It is done, and not due for a while."""
        with self._lock:
            self._at[name] = now
            self._at.move_to_end(name)
            while len(self._at) > MOST:
                self._at.popitem(last=False)
