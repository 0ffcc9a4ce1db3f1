"""Uploads on their way in: written to disk as they come, cut off where they are longer than any file may be.

A file that is cut off is longer than the shelf takes by one byte, so it is refused beside its field like any other that is
too large; the answers and the other files of the form are read on.
"""

from tempfile import SpooledTemporaryFile
from typing import IO, Any

import flask

IN_MEMORY = 500 * 1024
MOST = 50 * 1024 * 1024
"""The longest file that any field takes, in bytes, as the shelf has it."""


class Cut(SpooledTemporaryFile[bytes]):
    """A file that keeps one byte more than may be kept, and lets the rest go by."""

    def __init__(self) -> None:
        """Begins empty, in memory."""
        super().__init__(max_size=IN_MEMORY)
        self._room = MOST + 1

    def write(self, data: Any) -> int:
        """Keeps as much as there is room for; says that it took everything."""
        kept = data[: self._room]
        self._room -= len(kept)
        if kept:
            super().write(kept)
        return len(data)


class Request(flask.Request):
    """A request whose files are cut off."""

    def _get_file_stream(
        self, total_content_length: int | None, content_type: str | None, filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:  # fmt: skip
        return Cut()
