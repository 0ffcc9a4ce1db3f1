"""Uploads on their way in: written to disk as they come, cut off where they are longer than any file may be.

A file that is cut off is longer than the shelf takes by one byte, so it is refused beside its field like any other that is
too large; the answers and the other files of the form are read on.

The parser holds bounds of texts for forms that come in parts alone (Werkzeug 3.1); those of texts get theirs here.
"""

from collections.abc import Mapping
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import flask
from flask import current_app
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

ENCODED = "application/x-www-form-urlencoded"
LONGER = 3
"""How much longer a text is at most when it is encoded: each byte of it as three signs."""

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


class Parser(FormDataParser):
    """Refuses a form of more texts than one in parts may have, before it makes objects of them."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: Mapping[str, str] | None = None
    ) -> Any:
        """The texts and files."""
        if mimetype == ENCODED:
            data = stream.read()
            if self.max_form_parts is not None and data.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            stream = BytesIO(data)
        return super().parse(stream, mimetype, content_length, dict(options or {}))


class Request(flask.Request):
    """A request whose files are cut off, and whose texts are bounded however they are sent."""

    form_data_parser_class = Parser

    @property
    def max_content_length(self) -> int | None:
        """Bytes."""
        most = super().max_content_length
        texts = current_app.config["MAX_FORM_MEMORY_SIZE"] if current_app else None
        return min(most or LONGER * texts, LONGER * texts) if self.mimetype == ENCODED and texts else most

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        flask.Request.max_content_length.fset(self, value)  # type: ignore[attr-defined]

    def _get_file_stream(
        self, total_content_length: int | None, content_type: str | None, filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:  # fmt: skip
        return Cut()
