"""Work that changes hands in many cases at once: looked at first, then done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from fangyuan.casework import handing_over
from fangyuan.casework.handing_over import HandedOver, Remit
from fangyuan.casework.reading.organisation import organisation_page
from fangyuan.casework.reading.pages import Foreseen
from fangyuan.casework.reading.standing_in import officers, remit_page
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling import asking
from fangyuan.web.filling.answering import Answer
from fangyuan.web.filling.asking import Ask, Asks, Choices, chosen_from, of_colleagues
from fangyuan.web.filling.sheet import ErrorLine
from fangyuan.web.pages.person import units

blueprint = Blueprint("handover", __name__)


@dataclass(frozen=True, slots=True)
class Change:
    """One such change: its words, its questions, how it is looked at and how it is done."""

    endpoint: str
    heading: str
    lead: str
    asks: Asks
    foresee: Callable[[dict[str, str]], Foreseen]
    carry_out: Callable[[dict[str, str]], HandedOver]


@blueprint.get("/handover")
def charges() -> str:
    """Everything that waits for one person, to be given to another."""
    return _render(_charges(), _charges().asks)


@blueprint.post("/handover")
def hand_over() -> Answer:
    """Looks at what would move, or moves it."""
    return _submitted(_charges())


@blueprint.get("/units/merge")
def merger() -> str:
    """A unit that merges into another."""
    return _render(_merger(), _merger().asks)


@blueprint.post("/units/merge")
def merge() -> Answer:
    """Looks at what would move, or merges."""
    return _submitted(_merger())


def _charges() -> Change:
    people = of_colleagues(officers(office(), me(), now()))
    whose = Ask("person", gettext("谁的工作"), "select", choices=people, value=me().person)
    to = Ask("to", gettext("移交给谁"), "select", choices=people)
    return Change(
        "handover.hand_over",
        gettext("移交工作"),
        gettext("岗位变动、调离或者退休时，把一个人名下在办的任务、待批的意见和牵头的案件一次移交给另一个人。"),
        (*((whose, _of_unit()) if g.viewer.administers else ()), to, *_remit_asks(), asking.reason()),
        _foresee,
        _hand_over,
    )


def _of_unit() -> Ask:
    """The work of everybody in a unit, in place of that of one person."""
    known = chosen_from(units(organisation_page(office(), me(), now()).units))
    hint = gettext("职责整体调整时，选一个单位：其中所有人的工作都移交，上面选的人不起作用。")
    return Ask("of_unit", gettext("或者整个单位的工作"), "select", hint, False, known, gettext("不选"))


def _remit_asks() -> Asks:
    """What narrows a hand-over where only a part of the charges changes."""
    page, every = remit_page(office(), me(), now()), gettext("不限")
    subjects = tuple(Choices(title, options) for title, options in page.subjects)
    hint = gettext("分工只调整一部分时，在下面限定；都不选就全部移交。")
    return (
        Ask("unit", gettext("只限与这个单位有关的"), "select", hint, False, chosen_from(page.units), every),
        Ask("case_type", gettext("只限这一类事项"), "select", "", False, chosen_from(page.case_types), every),
        Ask("value", gettext("只限这样的内容"), "select", "", False, subjects, every),
    )


def _remit(said: Mapping[str, str]) -> Remit:
    kinds = (said["case_type"],) if said.get("case_type") else ()
    return Remit(said.get("unit", ""), kinds, frozenset(filter(None, [said.get("value", "")])))


def _foresee(said: Mapping[str, str]) -> Foreseen:
    if said.get("of_unit"):
        return handing_over.foresee_unit(office(), me(), said["of_unit"], said["to"], now(), _remit(said))
    return handing_over.foresee(office(), me(), said.get("person", me().person), said["to"], now(), _remit(said))


def _hand_over(said: Mapping[str, str]) -> HandedOver:
    to, why, remit = said["to"], said["reason"], _remit(said)
    if said.get("of_unit"):
        return handing_over.hand_over_unit(office(), me(), said["of_unit"], to, why, now(), remit)
    return handing_over.hand_over(office(), me(), said.get("person", me().person), to, why, now(), remit=remit)


def _merger() -> Change:
    known = chosen_from(units(organisation_page(office(), me(), now()).units))
    return Change(
        "handover.merge",
        gettext("单位合并"),
        gettext("一个单位并入另一个单位时，它的案件、任务和时限都由并入的单位继续办理，原单位停用。请先在“组织”里调整人员的岗位。"),
        (Ask("unit", gettext("撤并的单位"), "select", choices=known),
         Ask("to", gettext("并入哪个单位"), "select", choices=known),
         asking.reason(gettext("依据"))),
        lambda said: handing_over.foresee_merger(office(), me(), said["unit"], said["to"], now()),
        lambda said: handing_over.merge_units(office(), me(), said["unit"], said["to"], said["reason"], now()),
    )  # fmt: skip


def _submitted(change: Change) -> Answer:
    """A look ahead asks for no reason yet; the act does."""
    asks = asking.sent(change.asks)
    looking = request.form.get("_act") == "look"
    if looking:
        asks = asking.beside(asks, "reason", "")
    if asking.wrong(asks):
        return _render(change, asks), 422
    said = asking.answers(asks)
    try:
        if looking:
            return _render(change, asks, foreseen=change.foresee(said))
        return _told(change.carry_out(said))
    except Refused as refused:
        beside, rest = asking.refused(asks, refused.problems)
        return _render(change, beside, rest), 422


def _told(done: HandedOver) -> Response:
    """Back, with how much moved and what did not."""
    count = len(done.changed)
    flash(ngettext("已移交 %(num)s 件。", "已移交 %(num)s 件。", count), "done")
    for _, why in done.failed:
        flash(gettext("有一件没有移交：%(why)s。排除原因后再做一次，会接着做完。", why=why), "problem")
    return redirect(request.path)


def _render(
    change: Change, asks: Asks, more: tuple[ErrorLine, ...] = (), foreseen: Foreseen | None = None
) -> str:  # fmt: skip
    return render_template(
        "asks/handover.html", change=change, asks=asks, errors=asking.lines(asks, more), foreseen=foreseen,
        action=url_for(change.endpoint),
    )  # fmt: skip
