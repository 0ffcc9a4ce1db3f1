"""A request with an `Idempotency-Key`: done once, answered alike every time."""

import hmac
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from flask import Response, request

from fangyuan.casework import asking_once
from fangyuan.web.api.operations import Asked, File, Operation
from fangyuan.web.at_hand import now, office, settings

REPLAYED = "Idempotency-Replayed"
_KEPT = ("Location",)
"""The headers of an answer that are told again."""


def once(one: Operation, asked: Asked[Any], answer: Callable[[], Response]) -> Response:
    """The answer of an operation; of a request that was done under its key before, what it was told then."""
    if not asked.key or one.open:
        # Of somebody without a token nothing is kept: an act of theirs hands its key on to casework.
        return answer()
    file = isinstance(one.gives, File)
    asking = asking_once.Asking(asked.key, _fingerprint(one), again=file or one.acts)

    def run() -> asking_once.Ran:
        made = answer()
        return asking_once.Ran(made, None if file or one.told_once else _kept(made))

    ran = asking_once.once(office(), asked.me, asking, now(), run)
    told: Response = ran.answer or _told_again(ran.kept)
    return told


def _kept(made: Response) -> Any:
    headers = {name: made.headers[name] for name in _KEPT if name in made.headers}
    return {"status": made.status_code, "type": made.mimetype, "headers": headers, "body": made.get_data(as_text=True)}


def _told_again(kept: Any) -> Response:
    return Response(kept["body"], kept["status"], {**kept["headers"], REPLAYED: "true"}, mimetype=kept["type"])


def _fingerprint(one: Operation) -> str:
    """What is asked, without what no two requests have alike: the order of names, the seams of a form with a file."""
    # Keyed, because a request may hold a password, which nobody shall guess from what is kept.
    made = hmac.new(settings().secret_key.encode(), digestmod=sha256)
    for part in _parts(one):
        made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()


def _parts(one: Operation) -> Iterator[bytes]:
    yield json.dumps(sorted(request.args.items(multi=True))).encode()
    if not one.upload:
        said = request.get_json(silent=True) if one.body else None
        yield json.dumps(said or {}, sort_keys=True).encode()
        return
    for name, file in sorted(request.files.items(multi=True), key=lambda each: each[0]):
        yield from (name.encode(), (file.filename or "").encode(), file.stream.read())
        file.stream.seek(0)
