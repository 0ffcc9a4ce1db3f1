"""Remarks that mention colleagues: `@` and a name, or a tick; only those who may see the case can be meant."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NoReturn

from fangyuan.casework.acting import act
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.colleagues import called, role_titles
from fangyuan.casework.reading.opened import Opened, opened
from fangyuan.casework.reading.pages import Named
from fangyuan.engine.rights import may_see
from fangyuan.engine.visibility import involved
from fangyuan.model.commands import Comment
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import Person

OFFERED = 24
"""As many of those who have a part in a case as are offered; anybody else is named."""

LONGEST = 4000
"""Signs of a remark."""

SIGN = re.compile(r"(?<![A-Za-z0-9_.+-])[@＠](?=\S)")
"""What stands before a name; the one inside an address of e-mail is none."""


def comment(
    office: Office, me: Identity, case: str, text: str, picked: Collection[str], now: datetime, key: str = "",
    seen: int | None = None,
) -> Done:  # fmt: skip
    """Leaves a remark; whoever it names after an `@`, and whoever is `picked`, finds it in the inbox.

    Raises Refused where nobody has the name, several who may see the case have it and none is picked, or nobody of it may.
    """
    if len(text) > LONGEST:
        _not_sent("text-too-long", f"留言最多 {LONGEST} 字", "请分几条留言，或者写成材料附上。")
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
    named = (_meant(found, name, people, picked) for name, people in _named(found, text))
    mentions = tuple(dict.fromkeys([*picked, *(person for people in named for person in people)]))
    return act(office, me, case, Comment(text=text, mentions=mentions), now, key, seen)


def offered(
    office: Office, me: Identity, case: str, now: datetime, text: str = "", picked: Collection[str] = ()
) -> tuple[Named, ...]:
    """Whom a remark may be for: those who have a part in the case, and those of the names that a text mentions."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
    known = found.world.directory.people
    near = list(dict.fromkeys(one for one in involved(found.state) if one in known and one != me.person))[:OFFERED]
    named = [one.person for _, people in _named(found, text) for one in people]
    titles = role_titles([found.pack])
    able = (known[one] for one in dict.fromkeys([*picked, *named, *near]) if one in known)
    return tuple(Named(one.person, called(one, _home(one), titles)) for one in able if _may_read(found, one))


def _home(person: Person) -> str:
    return next(iter(person.units), "")


def _may_read(found: Opened, person: Person) -> bool:
    """Whether somebody works here, may see the case, and was not recused from it."""
    here = person.active and person.tenant == found.state.tenant and person.person not in dict(found.state.recused)
    return here and may_see(found.pack, found.share.case, person, found.world, found.now)


def _named(found: Opened, text: str) -> Iterator[tuple[str, list[Person]]]:
    """Every name that follows an `@`, the longest that fits, with those who have it; what is no name comes with nobody."""
    here = [one for one in found.world.directory.people.values() if one.active and one.tenant == found.state.tenant]
    for sign in SIGN.finditer(text):
        rest = text[sign.end() :]
        fitting = [one for one in here if one.name and rest.startswith(one.name)]
        longest = max((one.name for one in fitting), key=len, default="")
        said = longest or (re.match(r"\w{1,12}", rest) or [rest[0]])[0]
        yield said, [one for one in fitting if one.name == longest]


def _meant(found: Opened, name: str, people: list[Person], picked: Collection[str]) -> list[str]:
    """Who is meant by a name."""
    able = [one.person for one in people if _may_read(found, one)]
    chosen = able if len(able) == 1 else [one for one in able if one in picked]
    if chosen:
        return chosen
    if not people:
        return _not_sent(
            "mention-unknown", f"没有叫“{name}”的工作人员", "请核对 @ 后面的姓名；不是要提醒谁的，去掉 @。"
        )
    if not able:
        advice = "请去掉 @ 和这个姓名，或者改提能查看本件的人。"
        return _not_sent("mention-cannot-see", f"“{name}”不能查看这件事项", advice)
    same = f"能查看本件的有 {len(able)} 个人叫“{name}”"
    return _not_sent("mention-unclear", same, "请在“提醒谁看”里勾选要提醒的那一位。")


def _not_sent(code: str, message: str, advice: str) -> NoReturn:
    raise Refused(Problem(code, f"{message}，留言没有发出。", "text", advice=advice))
