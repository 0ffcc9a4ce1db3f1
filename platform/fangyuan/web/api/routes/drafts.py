"""What one has begun: kept from any program, gone on with in a browser, and the other way round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from fangyuan.casework import drafting
from fangyuan.casework.drafting import Begun, Writing
from fangyuan.casework.identity import Identity
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.api.begun import told, typed
from fangyuan.web.api.bodies import Id, Seen, Subject
from fangyuan.web.api.operations import Asked, Operation
from fangyuan.web.api.operations import Body as Request
from fangyuan.web.api.schemas import within
from fangyuan.web.at_hand import now, office
from fangyuan.web.filling.begun import first_line
from fangyuan.web.filling.places import Place

NO_DRAFT = Problem("not-found", "没有这份草稿，或者已经删除、已经提交。", advice="请从草稿列表中选择。")
RECEIVED = "_received"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingDraft(Request):
    """Answers as far as they are known. `place` is `new:<case type>`, `task:<case>:<task>:<subject>`, `action:<case>:<action>`
    or `correct:<case>`; `draft` the one to go on with, `revision` the saving of it that is known.
    """

    place: Id
    answers: Mapping[str, Any] = field(default_factory=dict)
    received_on: date | None = None
    draft: Annotated[Subject, within(maxLength=60)] = ""
    revision: Seen | None = None


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """Under which key it is kept, as which saving. `forked`: somewhere else it was changed meanwhile, so this became a draft
    of its own; `done`: what it was for has been done.
    """

    draft: str
    revision: int
    saved_at: datetime
    forked: bool
    done: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """What the officer has begun: at which place, and when it was kept last."""

    draft: str
    place: str
    title: str
    line: str
    begun_at: datetime
    saved_at: datetime
    dropped: bool


@dataclass(frozen=True, slots=True)
class DraftList:
    """The officer's drafts, the newest first; those dropped within the hour may be taken back."""

    items: tuple[DraftLine, ...]


@dataclass(frozen=True, slots=True)
class DraftContent:
    """A draft with what stands in it: `answers` as far as they can be read by the form as it is now, and all of it as `texts`,
    by path, as it was typed.
    """

    draft: str
    place: str
    title: str
    revision: int
    saved_at: datetime
    answers: Mapping[str, Any]
    texts: Mapping[str, tuple[str, ...]]


def drafts(asked: Asked[Any]) -> DraftList:
    """What the officer has begun and not sent."""
    return DraftList(
        tuple(
            DraftLine(one.key, one.place, one.title, one.line, one.begun_at, one.saved_at, one.dropped)
            for one in drafting.mine(office(), asked.me, now())
        )
    )


def show(asked: Asked[Any]) -> DraftContent:
    """One of the officer's own."""
    mine = (one for one in drafting.mine(office(), asked.me, now()) if one.key == asked.path["draft"])
    one = next((one for one in mine if not one.dropped), None)
    if one is None:
        raise Refused(NO_DRAFT)
    texts = {name: tuple(several) for name, several in one.texts.items()}
    return DraftContent(one.key, one.place, one.title, one.revision, one.saved_at, _answers(asked.me, one), texts)


def _answers(me: Identity, one: Begun) -> Mapping[str, Any]:
    """Nothing where the form may not be filled in any more: what was typed stands in the texts still."""
    try:
        page = Place.read(one.place).page(me)
    except Refused:
        return {}
    texts = {name: list(several) for name, several in one.texts.items() if not name.startswith("_")}
    return told(page.form, texts).answers


def save(asked: Asked[SavingDraft]) -> DraftSaved:
    """Keeps a form as it stands; nothing is judged, and nothing that another device kept meanwhile is lost."""
    body = asked.body
    place = Place.read(body.place)
    page = place.page(asked.me)
    texts = typed(page.form, body.answers)
    line = first_line(page.form, texts)
    if body.received_on:
        texts[RECEIVED] = [body.received_on.isoformat()]
    writing = Writing(body.draft, str(place), texts, body.revision, page.pack, page.form.title, line)
    saved = drafting.keep(office(), asked.me, writing, now())
    return DraftSaved(saved.key, saved.revision, saved.saved_at, saved.forked, saved.done)


def drop(asked: Asked[Any]) -> DraftList:
    """Lays a draft aside; it can be taken back for an hour."""
    drafting.drop(office(), asked.me, asked.path["draft"], now())
    return drafts(asked)


def restore(asked: Asked[Any]) -> DraftList:
    """Takes a dropped draft back."""
    drafting.restore(office(), asked.me, asked.path["draft"])
    return drafts(asked)


OPERATIONS = (
    Operation("listDrafts", "get", "/drafts", "What I have begun", drafts, DraftList),
    Operation("saveDraft", "post", "/drafts", "Keep a form that is not whole yet", save, DraftSaved, body=SavingDraft),
    Operation("getDraft", "get", "/drafts/{draft}", "A draft with what stands in it", show, DraftContent),
    Operation("dropDraft", "post", "/drafts/{draft}/drop", "Lay a draft aside", drop, DraftList),
    Operation("restoreDraft", "post", "/drafts/{draft}/restore", "Take a dropped draft back", restore, DraftList),
)  # fmt: skip
