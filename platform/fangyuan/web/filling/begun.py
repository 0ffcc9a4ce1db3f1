"""How a form begins and is left: from a draft or fresh, under which key, on which page of a wizard, kept as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request

from fangyuan.casework import drafting
from fangyuan.casework.drafting import Begun, Saved, Writing
from fangyuan.casework.reading import forming
from fangyuan.casework.reading.pages import FormPage
from fangyuan.forms.paths import plain
from fangyuan.forms.reading import write
from fangyuan.model.fields import Field, Form, Option
from fangyuan.web.at_hand import me, now, office, whole
from fangyuan.web.filling.paper_numbers import NUMBER
from fangyuan.web.filling.places import Place
from fangyuan.web.filling.plan import Mode, Plan, plan_of
from fangyuan.web.filling.rows import Posted
from fangyuan.web.filling.taking import Sent
from fangyuan.web.frame import new_key

OWN = ("_received", "_unit", "_on_behalf", "_occurred", "_scan_file", "_reason")
"""The page's own inputs, which a draft keeps as well."""

TIE = "_tie."
"""What the inputs begin with that say how a new case is tied to another: `_tie.<case>`."""

CHECK = 0
"""The number of the page on which a wizard shows everything once more."""

LONGEST_LINE = 60


@dataclass(frozen=True, slots=True)
class Start:
    """What a form page begins with. `texts` is None where there is no draft; `strays` are answers that the form has no
    place for any more, by title; `others` are the drafts at this place; `lost` says that the one asked for is gone.
    """

    place: Place
    key: str
    revision: int = 0
    texts: Posted | None = None
    own: Mapping[str, str] | None = None
    saved_at: datetime | None = None
    strays: tuple[tuple[str, str], ...] = ()
    others: tuple[Begun, ...] = ()
    lost: bool = False


def start(place: Place, page: FormPage) -> Start:
    """The draft that the address names; at a task or an action the newest one, unless the address asks for a fresh form."""
    asked = request.args.get("draft", "")
    there = drafting.mine(office(), me(), now(), str(place))
    begun = drafting.resume(office(), me(), asked, str(place)) if asked else None
    if not asked and place.kind != "new" and "fresh" not in request.args:
        begun = next((one for one in there if not one.dropped), None)
    if begun is None:
        return Start(place, new_key(), others=there, lost=bool(asked))
    others = tuple(one for one in there if one.key != begun.key)
    return resumed(place, page, begun, others)


def resumed(place: Place, page: FormPage, begun: Begun, others: tuple[Begun, ...] = ()) -> Start:
    """The page as a draft has it."""
    texts = {name: list(several) for name, several in begun.texts.items() if not name.startswith("_")}
    own = _own(begun.texts)
    strays = _strays(page, begun)
    return Start(place, begun.key, begun.revision, texts, own, begun.saved_at, strays, others)


def step_asked(plan: Plan, number: str) -> int:
    """The page of the wizard that an address or a page names; the first where it names none."""
    if plan.mode is not Mode.WIZARD:
        return CHECK
    known = number.isdecimal() and len(number) < 4 and int(number) in (*plan.pages, CHECK)
    return int(number) if known else plan.pages[0]


def texts_of(place: Place, page: FormPage, form: Sent) -> Posted:
    """Everything that stands in the form: what was posted, and in a wizard also what its other pages hold."""
    plan = plan_of(page.form)
    if plan.mode is not Mode.WIZARD:
        return form.posted
    begun = drafting.resume(office(), me(), form.key, str(place))
    base = dict(begun.texts) if begun else write(page.form, page.answers, office().kinds)
    step = step_asked(plan, request.form.get("_step", ""))
    here = {top for part in plan.parts if part.page == step for top in part.tops}
    others = {name: list(several) for name, several in base.items() if name.partition(".")[0] not in here}
    return {**{name: several for name, several in others.items() if not name.startswith("_")}, **form.posted}


def own_of(place: Place, form: Sent) -> dict[str, str]:
    """The page's own inputs: as posted, else as the draft has them."""
    posted = {name: request.form[name] for name in request.form if _is_own(name)}
    begun = drafting.resume(office(), me(), form.key, str(place)) if form.key else None
    kept = _own(begun.texts) if begun else {}
    return {**kept, **posted}


def _own(texts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {name: several[0] for name, several in texts.items() if several and _is_own(name)}


def _is_own(name: str) -> bool:
    return name in OWN or name.startswith((TIE, NUMBER))


def keep(place: Place, page: FormPage | None, form: Sent, texts: Posted) -> Saved:
    """Keeps the form as it stands. `page` is None where it may not be filled in any more: what was typed is kept still."""
    own = {name: [text] for name, text in own_of(place, form).items() if text}
    shape, pack = (page.form, page.pack) if page else (None, "")
    title, line = (
        (shape.title, first_line(shape, texts)) if shape else ("", place.act if place.kind == "digest" else "")
    )
    revision = whole(request.form.get("_rev", ""), None)
    writing = Writing(form.key, str(place), {**texts, **own}, revision, pack, title, line)
    return drafting.keep(office(), me(), writing, now())


def first_line(form: Form, texts: Mapping[str, Sequence[str]]) -> str:
    """What a list shows of a draft: the first text in the order of the form."""
    plainly = {
        field.path for field in form.walk() if field.json_type == "string" and not field.options and not field.many
    }
    order = {field.path: place for place, field in enumerate(form.walk())}
    found = [
        (order[path], text[0]) for name, text in texts.items() if (path := plain(name)) in plainly and text and text[0]
    ]
    words = [(place, text) for place, text in sorted(found) if not text.replace("-", "").isdigit()]
    return " ".join((words or found or [(0, "")])[0][1].split())[:LONGEST_LINE]


def _strays(page: FormPage, begun: Begun) -> tuple[tuple[str, str], ...]:
    """What a draft holds that the form has no place for: fields that went, choices that are offered no more."""
    fields = {field.path: field for field in page.form.walk()}
    found: dict[str, tuple[str, str]] = {}
    for pack, texts in (*begun.earlier.items(), (begun.pack, begun.texts)):
        lost = {name: several for name, several in texts.items() if _is_lost(fields, name, several)}
        titles: Mapping[str, str] = forming.titles_of(office(), pack, page.case_type.key) if lost else {}
        for name, several in lost.items():
            found[name] = (titles.get(plain(name), name), "、".join(filter(None, several)))
    return tuple(found.values())


def _is_lost(fields: Mapping[str, Field], name: str, texts: Sequence[str]) -> bool:
    if name.startswith("_") or not any(texts):
        return False
    known = fields.get(plain(name))
    if known is None:
        return True
    return bool(known.options) and not set(filter(None, texts)) <= set(_values(known.options))


def _values(options: Sequence[Option]) -> list[Any]:
    return [value for one in options for value in (one.value, *_values(one.children))]


def sent_from(place: Place, form: Sent, texts: Posted) -> Start:
    """What a page that was sent began with."""
    revision = whole(request.form.get("_rev", ""), 0)
    return Start(place, form.key or new_key(), revision, texts, own_of(place, form))


def of_version(page: FormPage | None) -> str:
    """Which form a page shows, so that its titles are known even where nobody is signed in any more."""
    return f"{page.pack}:{page.case_type.key}" if page else ""
