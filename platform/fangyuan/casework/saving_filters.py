"""Filters that an officer keeps for a list: their own work, or a ledger; each is a name and the words of its address."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.filters import SavedFilter
from fangyuan.store.ids import new_id

MOST = 30
LONGEST_TITLE, LONGEST_QUERY, LONGEST_PLACE = 30, 2000, 200
PAGE = "page"
"""The word of an address that says which page of the list it is; no filter keeps it."""

TOO_MANY = Problem("too-many", f"最多保存 {MOST} 组筛选。", "title", advice="请先删除不用的。")
NO_FILTER = Problem("not-found", "没有这组筛选，或者已经删除。", advice="请刷新页面。")
NO_TITLE = Problem("title-missing", f"请给这组筛选起个名字，最多 {LONGEST_TITLE} 个字。", "title")


def saved_filters(office: Office, me: Identity, place: str = "") -> list[SavedFilter]:
    """The officer's own, those of one list where it is named."""
    with office.database.read() as uow:
        office.person(uow, me)
        return [one for one in uow.filters.of(me.tenant, me.person) if place in ("", one.place)]


def save_filter(office: Office, me: Identity, place: str, title: str, query: str) -> str:
    """Keeps the filters of an address under a name; gives the key. One of the same name at the same list is replaced.

    Raises Refused without a name, or where there are too many.
    """
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(NO_TITLE)
    mine = saved_filters(office, me)
    same = next((one.key for one in mine if (one.place, one.title) == (place, title)), "")
    if len(mine) >= MOST and not same:
        raise Refused(TOO_MANY)
    made = SavedFilter(same or new_id(), place[:LONGEST_PLACE], title, bare(query))
    with office.database.begin() as uow:
        uow.filters.save(me.tenant, me.person, made)
        uow.commit()
    return made.key


def rename_filter(office: Office, me: Identity, key: str, title: str) -> None:
    """Gives a filter another name; raises Refused without one, where another of the list has it, or for none of one's own."""
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(NO_TITLE)
    mine = saved_filters(office, me)
    one = next((each for each in mine if each.key == key), None)
    if one is None:
        raise Refused(NO_FILTER)
    if any((each.place, each.title) == (one.place, title) and each.key != key for each in mine):
        raise Refused(Problem("taken", f"已经有一组筛选叫“{title}”。", "title", advice="请换一个名字。"))
    with office.database.begin() as uow:
        uow.filters.save(me.tenant, me.person, replace(one, title=title))
        uow.commit()


def drop_filter(office: Office, me: Identity, key: str) -> None:
    """Forgets a filter; one that is not the officer's is not there."""
    with office.database.begin() as uow:
        uow.filters.drop(me.tenant, me.person, key)
        uow.commit()


def bare(query: str) -> str:
    """The words of an address without the number of a page, and without what says nothing."""
    return urlencode([(name, text) for name, text in parse_qsl(query[:LONGEST_QUERY]) if text and name != PAGE])
