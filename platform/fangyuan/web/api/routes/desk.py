"""Who I am, what waits for me, what I was told."""

from typing import Any

from fangyuan.casework import admitting, noting
from fangyuan.casework.identity import Identity
from fangyuan.casework.reading import frame
from fangyuan.casework.reading.inbox import ITEMS, inbox
from fangyuan.casework.reading.leader import leader_page, month_cases
from fangyuan.casework.reading.pages import LeaderPage, MonthCases, MyWork, Onward, Viewer
from fangyuan.casework.reading.work import SORTS, Narrow, my_work
from fangyuan.casework.saving_filters import drop_filter, rename_filter, save_filter, saved_filters
from fangyuan.model.clocks import Light
from fangyuan.web.api.answers import FilterList, InboxList, SavedAs
from fangyuan.web.api.bodies import ChangingPassword, Noted, RenamingFilter, SavingFilter
from fangyuan.web.api.cursors import CURSOR, onward
from fangyuan.web.api.operations import Asked, Body, Operation, Parameter
from fangyuan.web.at_hand import now, office

LIGHT = Parameter("light", "Rows of this light only.", {"type": "string", "enum": [light.value for light in Light]})
TAB = Parameter("tab", "Whose work.", {"type": "string", "enum": ["mine", "unit", "unclaimed", "watched"]}, "mine")

FIGURE = Parameter("figure", "A name in `month` of `getLeaderPage`.", {"type": "string", "maxLength": 60})
PLACE = Parameter("place", "Of this list only.", {"type": "string", "maxLength": 200})
TYPE = Parameter("type", "Cases of this type only.", {"type": "string", "maxLength": 200})
WHAT = Parameter("what", "What is asked: draft, extension, letter, or `task/` with a task's title.",
                 {"type": "string", "maxLength": 200})  # fmt: skip
UNIT = Parameter("unit", "What concerns this unit only.", {"type": "string", "maxLength": 200})
WORDS = Parameter("q", "Cases in which these words stand.", {"type": "string", "maxLength": 100})
SORT = Parameter(
    "sort", "By due date; by the day of receipt, or the newest first.", {"type": "string", "enum": ["", *SORTS]}
)


def me(asked: Asked[Any]) -> Viewer:
    """The officer behind the token."""
    return frame.viewer(office(), asked.me, now())


def work(asked: Asked[Any]) -> MyWork:
    """A tab of my work."""
    light = Light(asked.query["light"]) if asked.query["light"] else None
    narrow = Narrow(*(asked.query[name] for name in ("type", "sort", "what", "unit", "q")))
    return my_work(office(), asked.me, asked.query["tab"], light, onward(asked.query), now(), narrow)


def leader(asked: Asked[Any]) -> LeaderPage:
    """To decide, in my charge, this month."""
    return leader_page(office(), asked.me, now())


def month(asked: Asked[Any]) -> MonthCases:
    """The cases that a figure of the month counts."""
    return month_cases(office(), asked.me, asked.query["figure"], onward(asked.query), now())


def told(asked: Asked[Any]) -> InboxList:
    """A page of the inbox."""
    items = inbox(office(), asked.me, onward(asked.query), now())
    return InboxList(items, Onward((items[-1].id,) if len(items) == ITEMS else ()))


def read(asked: Asked[Noted]) -> Viewer:
    """Marks notes as read; ids of others' notes do nothing."""
    noting.mark_read(office(), asked.me, asked.body.ids, now())
    return me(asked)


def filters(asked: Asked[Any]) -> FilterList:
    """The filters that the officer keeps, those of `place` alone: `desk`, or the id of a view."""
    return FilterList(tuple(SavedAs(*_words(one)) for one in saved_filters(office(), asked.me, asked.query["place"])))


def _words(one: Any) -> tuple[str, str, str, str]:
    return one.key, one.place, one.title, one.query


def save(asked: Asked[SavingFilter]) -> FilterList:
    """Keeps filters under a name; one of the same name at the same list is replaced."""
    save_filter(office(), asked.me, asked.body.place, asked.body.title, asked.body.query)
    return _all(asked.me)


def rename(asked: Asked[RenamingFilter]) -> FilterList:
    """Gives one another name."""
    rename_filter(office(), asked.me, asked.path["filter"], asked.body.title)
    return _all(asked.me)


def drop(asked: Asked[Any]) -> FilterList:
    """Forgets one."""
    drop_filter(office(), asked.me, asked.path["filter"])
    return _all(asked.me)


def _all(who: Identity) -> FilterList:
    return FilterList(tuple(SavedAs(*_words(one)) for one in saved_filters(office(), who)))


def change_password(asked: Asked[ChangingPassword]) -> Viewer:
    """Changes the officer's password, which ends their sessions in browsers; tokens stay."""
    admitting.change_password(office(), asked.me, asked.body.old, asked.body.new, now())
    return me(asked)


OPERATIONS = (
    Operation("getMe", "get", "/me", "The officer behind the token, with what they may open", me, Viewer),
    Operation("changePassword", "post", "/me/password", "Change my password", change_password, Viewer,
              body=ChangingPassword),
    Operation("listWork", "get", "/work", "My work, by due date", work, MyWork, query=(TAB, LIGHT, TYPE, WHAT, UNIT, WORDS, SORT, CURSOR)),
    Operation("listFilters", "get", "/filters", "The filters that I keep", filters, FilterList, query=(PLACE,)),
    Operation("saveFilter", "post", "/filters", "Keep a filter", save, FilterList, body=SavingFilter),
    Operation("renameFilter", "post", "/filters/{filter}/rename", "Give a filter another name", rename, FilterList,
              body=RenamingFilter),
    Operation("dropFilter", "post", "/filters/{filter}/drop", "Forget a filter", drop, FilterList, body=Body),
    Operation("getLeaderPage", "get", "/leader", "What waits for a leader's decision or signature", leader, LeaderPage),
    Operation("listMonthCases", "get", "/leader/cases", "The cases that a figure of a leader's month counts", month,
              MonthCases, query=(FIGURE, CURSOR)),
    Operation("listInbox", "get", "/inbox", "What I was told, the newest first", told, InboxList, query=(CURSOR,)),
    Operation("readInbox", "post", "/inbox/read", "Mark notes as read", read, Viewer, body=Noted),
)  # fmt: skip
