"""Who I am, what waits for me, what I was told."""

from typing import Any

from fangyuan.casework import admitting, noting
from fangyuan.casework.reading import frame
from fangyuan.casework.reading.inbox import inbox
from fangyuan.casework.reading.leader import leader_page
from fangyuan.casework.reading.pages import LeaderPage, MyWork, Viewer
from fangyuan.casework.reading.work import my_work
from fangyuan.model.clocks import Light
from fangyuan.web.api.answers import InboxList
from fangyuan.web.api.bodies import ChangingPassword, Noted
from fangyuan.web.api.operations import Asked, Operation, Parameter
from fangyuan.web.at_hand import now, office

PAGE = Parameter("page", "The page, from 1.", {"type": "integer", "minimum": 1, "maximum": 100_000}, 1)
LIGHT = Parameter("light", "Rows of this light only.", {"type": "string", "enum": [light.value for light in Light]})
TAB = Parameter("tab", "Whose work.", {"type": "string", "enum": ["mine", "unit", "unclaimed", "watched"]}, "mine")


def me(asked: Asked[Any]) -> Viewer:
    """The officer behind the token."""
    return frame.viewer(office(), asked.me, now())


def work(asked: Asked[Any]) -> MyWork:
    """A tab of my work."""
    light = Light(asked.query["light"]) if asked.query["light"] else None
    return my_work(office(), asked.me, asked.query["tab"], light, asked.query["page"], now())


def leader(asked: Asked[Any]) -> LeaderPage:
    """To decide, in my charge, this month."""
    return leader_page(office(), asked.me, now())


def told(asked: Asked[Any]) -> InboxList:
    """A page of the inbox."""
    return InboxList(inbox(office(), asked.me, asked.query["page"], now()))


def read(asked: Asked[Noted]) -> Viewer:
    """Marks notes as read; ids of others' notes do nothing."""
    noting.mark_read(office(), asked.me, asked.body.ids, now())
    return me(asked)


def change_password(asked: Asked[ChangingPassword]) -> Viewer:
    """Changes the officer's password, which ends their sessions in browsers; tokens stay."""
    admitting.change_password(office(), asked.me, asked.body.old, asked.body.new, now())
    return me(asked)


OPERATIONS = (
    Operation("getMe", "get", "/me", "The officer behind the token, with what they may open", me, Viewer),
    Operation("changePassword", "post", "/me/password", "Change my password", change_password, Viewer,
              body=ChangingPassword),
    Operation("listWork", "get", "/work", "My work, by due date", work, MyWork, query=(TAB, LIGHT, PAGE)),
    Operation("getLeaderPage", "get", "/leader", "What waits for a leader's decision or signature", leader, LeaderPage),
    Operation("listInbox", "get", "/inbox", "What I was told, the newest first", told, InboxList, query=(PAGE,)),
    Operation("readInbox", "post", "/inbox/read", "Mark notes as read", read, Viewer, body=Noted),
)  # fmt: skip
