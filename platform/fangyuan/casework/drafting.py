"""Forms that somebody has begun: kept as typed, several side by side, so that another device or another day can go on.

A draft is known by the key that its page sends with the act: two devices that go on with one draft make one act, and the
act forgets its draft in the same commit (`writing.write`). Drafts are sealed; nobody reads another's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.database import UnitOfWork
from fangyuan.store.drafts import Draft
from fangyuan.store.ids import new_id

Typed = Mapping[str, Sequence[str]]

MOST = 100
"""As many drafts as a person may have."""

UNDO = timedelta(hours=1)
"""How long a dropped draft can be taken back."""

PAUSE = timedelta(hours=1)
"""How long a process need not look again for drafts that are too old."""

_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Writing:
    """What a page asks to keep. `revision` is the saving that it knew, 0 for none, None for whichever there is.

    `place` is `new:<case type>`, `task:<case>:<task>:<subject>` or `action:<case>:<action>`; `pack` the hash under which
    the form was drawn; `title` and `line` are what lists show.
    """

    key: str
    place: str
    texts: Typed
    revision: int | None = None
    pack: str = ""
    title: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it: under which key and as which saving; `forked` where another device had saved meanwhile and both
    are kept; `done` where the page's act was carried out before, so that nothing is left to keep.
    """

    key: str
    revision: int
    saved_at: datetime
    forked: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft as somebody left it. `earlier` is what was typed when the form was that of another version, by pack hash."""

    key: str
    place: str
    texts: Typed
    revision: int
    begun_at: datetime
    saved_at: datetime
    pack: str = ""
    title: str = ""
    line: str = ""
    dropped: bool = False
    earlier: Mapping[str, Typed] = field(default_factory=dict)


def keep(office: Office, me: Identity, writing: Writing, now: datetime) -> Saved:
    """Keeps what was typed. Where another device saved other texts since, nothing of either is lost: this becomes a
    draft of its own. Raises Refused where a person has too many.
    """
    key = writing.key if _KEY.fullmatch(writing.key) else _new_key()
    with office.database.begin() as uow:
        if uow.keys.find(me.tenant, key):
            return Saved(key, 0, now, done=True)
        saved = _save(uow, me, key, writing, now)
        uow.commit()
    return saved


def resume(office: Office, me: Identity, key: str, place: str) -> Begun | None:
    """The draft under a key, or nothing where it was dropped, is of another place, or has become an act."""
    with office.database.read() as uow:
        draft = uow.drafts.get(me.tenant, me.person, key)
        if draft is None or draft.place != place or draft.dropped_at or uow.keys.find(me.tenant, key):
            return None
    return _begun(draft)


def mine(office: Office, me: Identity, now: datetime, place: str | None = None) -> tuple[Begun, ...]:
    """The drafts of a person, or those at one place, the newest first; with those that were dropped a moment ago."""
    with office.database.read() as uow:
        found = uow.drafts.of(me.tenant, me.person, MOST, place)
    return tuple(_begun(one) for one in found if not one.dropped_at or one.dropped_at > now - UNDO)


def drop(office: Office, me: Identity, key: str, now: datetime) -> bool:
    """Lays a draft aside; it can be taken back for an hour. Whether there was one."""
    return _mark(office, me, key, now)


def restore(office: Office, me: Identity, key: str) -> bool:
    """Takes a dropped draft back; whether it was still there."""
    return _mark(office, me, key, None)


def expire(office: Office, now: datetime) -> int:
    """Forgets drafts that nobody touched for as long as the installation keeps them; how many."""
    if office.almanac.drafts_seen and office.almanac.drafts_seen <= now < office.almanac.drafts_seen + PAUSE:
        return 0
    with office.database.begin() as uow:
        gone = uow.drafts.expire(now - timedelta(days=office.draft_days), now - UNDO)
        uow.commit()
    office.almanac.drafts_seen = now
    return gone


def _save(uow: UnitOfWork, me: Identity, key: str, writing: Writing, now: datetime) -> Saved:
    before = uow.drafts.get(me.tenant, me.person, key)
    earlier = _begun(before) if before else None
    forked = earlier is not None and _overtaken(earlier, writing)
    if earlier is not None and not forked and earlier.texts == _listed(writing.texts) and not earlier.dropped:
        return Saved(key, earlier.revision, earlier.saved_at)
    if (before is None or forked) and uow.drafts.count(me.tenant, me.person) >= MOST:
        raise Refused(Problem("too-many-drafts", f"您已有 {MOST} 份草稿。", advice="请先提交或删除一些。"))
    key = _new_key() if forked else key
    revision = 1 if earlier is None or forked else earlier.revision + 1
    begun_at = now if earlier is None or forked else earlier.begun_at
    uow.drafts.save(me.tenant, me.person, Draft(key, writing.place, _body(writing, earlier), revision, begun_at, now))
    return Saved(key, revision, now, forked)


def _overtaken(earlier: Begun, writing: Writing) -> bool:
    """Whether somebody else saved other texts since the page was made, or the key is that of another place."""
    if earlier.place != writing.place:
        return True
    known = writing.revision is None or writing.revision == earlier.revision
    return not known and earlier.texts != _listed(writing.texts)


def _body(writing: Writing, earlier: Begun | None) -> dict[str, Any]:
    """What is sealed. What was typed into another version of the form is carried along: its fields may be gone."""
    older = dict(earlier.earlier) if earlier else {}
    if earlier and earlier.pack and earlier.pack != writing.pack:
        older.setdefault(earlier.pack, earlier.texts)
    title = writing.title or (earlier.title if earlier else "")
    line = writing.line or (earlier.line if earlier else "")
    return {"texts": _listed(writing.texts), "pack": writing.pack, "title": title, "line": line, "earlier": older}


def _begun(draft: Draft) -> Begun:
    body = draft.body if isinstance(draft.body, dict) else {}
    if not isinstance(body.get("texts"), dict):
        # Until drafts stood side by side the texts were all that was kept.
        body = {"texts": body}
    more = {name: body[name] for name in ("pack", "title", "line", "earlier") if name in body}
    return Begun(
        draft.key, draft.place, body["texts"], draft.revision, draft.begun_at, draft.saved_at,
        dropped=draft.dropped_at is not None, **more,
    )  # fmt: skip


def _listed(texts: Typed) -> dict[str, list[str]]:
    return {name: list(several) for name, several in texts.items()}


def _mark(office: Office, me: Identity, key: str, dropped_at: datetime | None) -> bool:
    with office.database.begin() as uow:
        there = uow.drafts.mark(me.tenant, me.person, key, dropped_at)
        uow.commit()
    return there


def _new_key() -> str:
    return new_id().replace("-", "")
