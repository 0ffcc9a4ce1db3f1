"""Where a form stands: the place of its drafts, the page that casework gives for it, and its address."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from fangyuan.casework.identity import Identity
from fangyuan.casework.reading import forming
from fangyuan.casework.reading.correcting import correction
from fangyuan.casework.reading.pages import FormPage
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import me, now, office

NOWHERE = Problem("not-found", "没有找到这张表，或者您无权填写。")


@dataclass(frozen=True, slots=True)
class Place:
    """`kind` is new (then `case` is the key of a case type), task, action, correct, or digest (the `case` of which is a report,
    `act` its period).
    """

    kind: str
    case: str
    act: str = ""
    subject: str = ""

    @classmethod
    def read(cls, written: str) -> "Place":
        """`new:<case type>`, `task:<case>:<task>:<subject>`, `action:<case>:<action>`, `correct:<case>`, `digest:<report>:<period>`;
        raises Refused else.
        """
        kind, _, rest = written.partition(":")
        parts = rest.split(":", 2)
        if kind == "new" and rest.count("/") == 1:
            return cls(kind, rest)
        if kind == "correct" and len(parts) == 1:
            return cls(kind, rest)
        if kind in ("task", "action") and len(parts) > 1:
            return cls(kind, *parts)
        if kind == "digest" and len(parts) == 2:
            return cls(kind, *parts)
        raise Refused(NOWHERE)

    def __str__(self) -> str:
        """As drafts are kept under it."""
        parts = {
            "new": (self.case,),
            "correct": (self.case,),
            "task": (self.case, self.act, self.subject),
            "action": (self.case, self.act),
            "digest": (self.case, self.act),
        }
        return ":".join((self.kind, *parts[self.kind]))

    def page(self, asker: Identity | None = None) -> FormPage:
        """The form that stands there now for the asker, of a page whoever is signed in; raises Refused where they may not
        fill it in.
        """
        who = asker or me()
        if self.kind == "new":
            return forming.new_case(office(), who, self.case, now())
        if self.kind == "task":
            return forming.task(office(), who, self.case, self.act, self.subject, now())
        if self.kind == "correct":
            return correction(office(), who, self.case, now())
        if self.kind == "action":
            return forming.action(office(), who, self.case, self.act, now())
        raise Refused(NOWHERE)

    def address(self, **more: Any) -> str:
        """Where it is opened."""
        if self.kind == "new":
            pack, _, case_type = self.case.partition("/")
            return url_for("register.show", pack=pack, case_type=case_type, **more)
        if self.kind == "task":
            return url_for("task.show", case=self.case, task=self.act, subject=self.subject or None, **more)
        if self.kind == "correct":
            return url_for("correction.show", case=self.case, **more)
        if self.kind == "digest":
            return url_for("digests.show", report=self.case, period=self.act, **more)
        return url_for("action.show", case=self.case, action=self.act, **more)
