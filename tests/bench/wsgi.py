"""Requests as a server hands them on, made before the watch runs: what is measured is the application and nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, stream_encode_multipart

REQUESTS = 40
COOKIES = ("fangyuan", "session")
MULTIPART = "multipart/form-data"
Environ = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A form as a browser has it: its inputs that nobody sees, and how it is sent."""

    text: str

    @property
    def is_multipart(self) -> bool:
        """Whether its form says so."""
        tag = re.search(r"<form[^>]* novalidate[^>]*>", self.text)
        return tag is not None and MULTIPART in tag[0]

    def hidden(self, name: str) -> str:
        """What an input holds that was given to the page."""
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.text)
        return unescape(found[1]) if found else ""


class Visitor:
    """Somebody signed in, whose requests are made beforehand."""

    def __init__(self, client: FlaskClient) -> None:
        self._app = client.application
        self._client = client

    def page(self, path: str) -> Page:
        """The page at an address."""
        answer = self._client.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return Page(answer.get_data(as_text=True))

    def getting(self, path: str) -> Environ:
        """A request for a page."""
        return self._made(path, method="GET")

    def posting(self, path: str, fields: Mapping[str, str], multipart: bool) -> Environ:
        """A submit, in the way that the page's form is sent."""
        if multipart:
            body, _, boundary = stream_encode_multipart(fields)
            sent, kind = body.read(), f'{MULTIPART}; boundary="{boundary}"'
        else:
            sent, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        return self._made(path, method="POST", data=sent, content_type=kind)

    def _made(self, path: str, **request: Any) -> Environ:
        environ = EnvironBuilder(path, **request).get_environ()
        held = filter(None, map(self._client.get_cookie, COOKIES))
        environ["HTTP_COOKIE"] = "; ".join(f"{one.key}={one.value}" for one in held)
        environ["bench.body"] = environ["wsgi.input"].read()
        return environ

    def answer(self, environ: Environ) -> tuple[str, bytes]:
        """What the application says to a request: (status, body)."""
        told: list[str] = []
        environ["wsgi.input"] = BytesIO(environ["bench.body"])
        answered = self._app(environ, lambda status, headers, _=None: told.append(status))  # type: ignore[arg-type]
        try:
            return told[0], b"".join(answered)
        finally:
            answered.close()  # type: ignore[attr-defined]


def new_key() -> str:
    """A key of one submit."""
    return uuid4().hex


def spent(visitor: Visitor, requests: Iterable[Environ], status: str) -> float:
    """Milliseconds of CPU a request."""
    made = list(requests)
    begun = time.process_time()
    answers = [visitor.answer(one) for one in made]
    cost = (time.process_time() - begun) * 1000 / len(made)
    for said, body in answers:
        assert said.startswith(status), (said, body.decode())
    return cost
