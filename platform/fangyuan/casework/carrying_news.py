"""Carries what happened to the programs that listen: signed, to servers that the operator named, never redirected."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from fangyuan.casework.acting import load
from fangyuan.casework.answering import confidential_now
from fangyuan.casework.channels import signature
from fangyuan.casework.office import Office
from fangyuan.engine.office import ADMINISTRATOR
from fangyuan.engine.rights import may_see
from fangyuan.store.database import UnitOfWork
from fangyuan.store.listeners import Announcement, ListenerLine
from fangyuan.store.traffic import Parcel

SECONDS = 5
RESTS = timedelta(minutes=1)
"""How long nothing is sent to a listener that has just failed, so that one that is down holds up no other."""

PATIENCE = timedelta(days=3)
"""How long a listener may fail at everything before it is stopped."""


class NoRedirect(HTTPRedirectHandler):
    """An answer that points elsewhere is an error: only the server that the operator named is spoken to."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:  # fmt: skip
        """Never follows."""
        return None


def server_of(address: str) -> str:
    """`https://oa.example:8443` of an address; blank for what is no plain address of a web server."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or not address.isascii():
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def carry(office: Office, parcel: Parcel, now: datetime) -> None:
    """Tells a listener of one event; nothing where it was stopped, or may not know of the case. Raises OSError."""
    tenant = parcel.tenant
    with office.database.read() as uow:
        found = uow.listeners.find(tenant, parcel.message.to)
        news = uow.listeners.announcement(tenant, str(parcel.message.body.get("announcement", "")))
        told = found is not None and news is not None and _may_know(office, uow, found[0], news, now)
    if found is None or news is None or found[0].stopped_at:
        return
    if not told:
        _forget(office, news)
        return
    line, secret = found
    try:
        _post(office, line, secret, news, now)
    except (OSError, ValueError) as broken:
        _failed(office, line, news, str(broken), now)
        raise
    with office.database.begin() as uow:
        uow.listeners.tried(news, now, "")
        if line.failing_since:
            uow.listeners.note(tenant, news.listener, failing_since=None, failed_at=None)
        uow.commit()


def _may_know(office: Office, uow: UnitOfWork, line: ListenerLine, news: Announcement, now: datetime) -> bool:
    """Whether the officer whose sight bounds it may see the case as it is now. Of a confidential one nobody outside is told,
    for who reads there is not known here: an administrator whom it is about could name anybody's sight.
    """
    state = load(uow, news.tenant, news.case).state
    pack = office.pack_of(uow, state)
    world = office.world(uow, news.tenant, pack, state.parameters)
    person = world.directory.people.get(line.listener.person)
    if person is None or not person.active or confidential_now(pack.case_types[state.case_type], state, world, now):
        return False
    return may_see(pack, state, person, world, now)


def _forget(office: Office, news: Announcement) -> None:
    with office.database.begin() as uow:
        uow.listeners.forget(news.tenant, news.id)
        uow.commit()


def _post(office: Office, line: ListenerLine, secret: str, news: Announcement, now: datetime) -> None:
    if server_of(line.address) not in office.may_listen:
        raise OSError("运维没有（或不再）允许向这个服务器发送；见 FANGYUAN_LISTENERS")
    if line.failed_at and line.failed_at <= now < line.failed_at + RESTS:
        raise OSError("接收方刚才没有接收，过一会儿再试")
    body = json.dumps(told_of(news), ensure_ascii=False, sort_keys=True).encode()
    stamp = now.isoformat()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Fangyuan-Delivery": news.id,
        "X-Fangyuan-Timestamp": stamp,
        "X-Fangyuan-Signature": f"sha256={signature(secret, stamp, body)}",
    }
    request = Request(line.address, body, headers, method="POST")  # noqa: S310 - the scheme was checked.
    try:
        with build_opener(ProxyHandler({}), NoRedirect()).open(request, timeout=SECONDS) as answer:
            status = answer.status
    except HTTPError as refused:
        refused.close()
        raise OSError(f"接收方答复 {refused.code}") from None
    except URLError as broken:
        raise OSError(f"连不上接收方（{broken.reason}）") from None
    if not 200 <= status < 300:
        raise OSError(f"接收方答复 {status}")


def told_of(news: Announcement) -> Mapping[str, str]:
    """All that a listener is told: which case, what kind of event, when, and where to read on."""
    return {
        "key": news.id, "event": news.event, "number": news.number, "at": news.at.isoformat(),
        "link": f"/api/v1/cases/{news.case}",
    }  # fmt: skip


def _failed(office: Office, line: ListenerLine, news: Announcement, error: str, now: datetime) -> None:
    """Writes a failure down; a listener that failed at everything for days is stopped, and its administrators are told."""
    since = line.failing_since or now
    rests = line.failed_at and line.failed_at <= now < line.failed_at + RESTS
    with office.database.begin() as uow:
        uow.listeners.tried(news, None, error)
        if not rests:
            uow.listeners.note(news.tenant, news.listener, failing_since=since, failed_at=now)
        if now - since >= PATIENCE:
            _stop(office, uow, line, now)
        uow.commit()


def _stop(office: Office, uow: UnitOfWork, line: ListenerLine, now: datetime) -> None:
    tenant, listener = line.listener.tenant, line.listener.listener
    uow.listeners.note(tenant, listener, stopped_at=now)
    uow.listeners.quieten(tenant, listener)
    uow.directory.moved(tenant)
    people = office.directory(uow, tenant).people.values()
    keepers = [p.person for p in people if p.tenant == tenant and p.active and p.holds(ADMINISTRATOR)]
    said = f"事件接收地址 {line.address} 连续 {PATIENCE.days} 天没有接收，已停用。排除原因后可在“事件推送”中重新启用。"
    uow.inbox.add(tenant, keepers, "", {"text": said}, now)
