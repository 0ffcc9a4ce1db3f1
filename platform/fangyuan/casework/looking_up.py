"""Looking for cases, and writing down who looked for a whole phone or identity number: such a look says whose cases there are."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.pages import Onward
from fangyuan.casework.reading.searching import START, Asked, Found, search, whole_number
from fangyuan.forms.texts import masked
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.access import Look
from fangyuan.store.database import UnitOfWork

SOUGHT = "search"
"""The word of the access log."""

WINDOW = timedelta(hours=1)
MOST = 120
"""Whole numbers that one officer may look for in a window: what is masked from them cannot be found out by trying."""

TYPED = "typed-number"
"""The word of the access log for a number that stood in a new form while cases like it were looked for."""

MOST_TYPED = 600
"""Numbers that one officer may have looked for so in a window: a joint case has two hundred people with two each."""

MOST_MASKED_ALIKE = 40
"""Of them those that are one number where they are masked. In a village whose identity numbers end alike they are some
twenty; whoever tries out what a mask covers needs thousands.
"""

MASKED_AT_ENDS = 11
"""From how many signs on a mask leaves both ends."""

TOO_MANY_TYPED = Problem(
    "too-often",
    "一小时内填写的电话和证件号码太多，暂时不能查找相似的事项。",
    advice="已经填写的都还在，可以照常登记；也可以按姓名或者编号查找。",
)
TOO_MANY = Problem(
    "too-often", f"一小时内按完整号码查找已经超过 {MOST} 次，请稍后再找。", advice="可以按编号、姓名或者事项查找。"
)


def look_for(office: Office, me: Identity, asked: Asked, now: datetime, behind: Onward = START) -> Found:
    """What `search` finds. A whole number is written into the access log, masked, with how many cases it found; raises
    Refused (`too-often`) where one officer looks for too many.
    """
    number = whole_number(asked.words)
    if not number:
        return search(office, me, asked, now, behind)
    with office.database.read() as uow:
        check_sought(uow, me, now)
    found = search(office, me, asked, now, behind)
    with office.database.begin() as uow:
        write_down_sought(uow, me, number, found.total, now)
        uow.commit()
    return found


def check_sought(uow: UnitOfWork, me: Identity, now: datetime) -> None:
    """Raises Refused (`too-often`) where an officer has looked for as many whole numbers as they may in a window."""
    if uow.log.count(me.tenant, me.person, SOUGHT, now - WINDOW) >= MOST:
        raise Refused(TOO_MANY)


def write_down_sought(uow: UnitOfWork, me: Identity, number: str, found: int, now: datetime) -> None:
    """A whole number that was looked for, masked, with how many cases were found, be it none."""
    uow.log.add(me.tenant, Look(me.person, SOUGHT, masked(number), found, now))


def check_typed(
    office: Office, uow: UnitOfWork, me: Identity, numbers: Collection[str], now: datetime
) -> tuple[str, ...]:
    """Those of a new form's numbers that the officer has not asked for in this window, as the log writes them: masked, with
    a keyed hash that tells them apart. Raises Refused (`too-often`) where with them it would be too many.
    """
    if not numbers:
        return ()
    before = {*uow.log.about(me.tenant, me.person, TYPED, now - WINDOW)}
    written = dict.fromkeys(_written(office, me, number) for number in numbers)
    fresh = tuple(about for about in written if about not in before)
    if fresh and _are_too_many(before.union(fresh)):
        raise Refused(TOO_MANY_TYPED)
    return fresh


def write_down_typed(
    office: Office, uow: UnitOfWork, me: Identity, numbers: Collection[str], found: int, now: datetime
) -> None:
    """Each new number with how many cases have one of them, be it none; refuses as `check_typed`, for those who ask at once."""
    fresh = check_typed(office, uow, me, numbers, now)
    uow.log.add_all(me.tenant, [Look(me.person, TYPED, about, found, now) for about in fresh])


def _are_too_many(written: Collection[str]) -> bool:
    masks = Counter(about.partition(" ")[0] for about in written)
    most = max((count for mask, count in masks.items() if len(mask) >= MASKED_AT_ENDS), default=0)
    return len(written) > MOST_TYPED or most > MOST_MASKED_ALIKE


def _written(office: Office, me: Identity, number: str) -> str:
    """A number as the log has it."""
    key = office.database.key
    assert key is not None, "an office has a key"
    return f"{masked(number)} {key.blind_index(me.tenant, f'{TYPED}:{me.person}:{number}')[:16]}"
