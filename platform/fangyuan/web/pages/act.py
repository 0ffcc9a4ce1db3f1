"""Acts beside the procedure, each on a small page of its own: work passed on, recusals, duplicates, objections."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from fangyuan.casework import acting, linking, merging, passing_on, repeating
from fangyuan.casework.identity import Done
from fangyuan.casework.looking_up import look_for
from fangyuan.casework.reading import passing_on as reading
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.pages import ActPage, Named, WorkRow
from fangyuan.casework.reading.searching import Asked
from fangyuan.casework.staleness import CHANGED
from fangyuan.model.commands import (
    AddSigner,
    ApproveDraft,
    ApproveExtension,
    Command,
    DecideObjection,
    Object,
    ReassignTask,
    Recall,
    Recuse,
    RefuseDraft,
    RefuseExtension,
    Reopen,
    ReturnTask,
    WithdrawTask,
)
from fangyuan.model.problems import ChangedMeanwhile, Problem, Refused
from fangyuan.model.receipt_commands import CorrectReceipt
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling import asking
from fangyuan.web.filling.answering import Answer, went_on
from fangyuan.web.filling.asking import Ask, Asks, chosen_from, of_colleagues
from fangyuan.web.filling.paper_numbers import asks_back, keep_none, with_numbers
from fangyuan.web.filling.sheet import ErrorLine
from fangyuan.web.filling.taking import Sent, sent, take_file
from fangyuan.web.frame import new_key

blueprint = Blueprint("act", __name__)

HEADINGS: Mapping[str, LazyString] = {
    reading.REASSIGN: _l("改派"),
    reading.ADD_SIGNER: _l("加签"),
    reading.WITHDRAW: _l("撤销任务"),
    reading.RETURN: _l("退回重做"),
    reading.RECUSE: _l("回避"),
    reading.MERGE: _l("并入另一件"),
    reading.OBJECT: _l("提出异议"),
    reading.ANSWER: _l("答复异议"),
    reading.REOPEN: _l("重新办理"),
    reading.RECEIPT: _l("更正收到日期"),
    reading.RECALL: _l("收回"),
    reading.LINK: _l("关联另一件"),
    reading.UNLINK: _l("解除关联"),
    reading.DECIDED: _l("代录纸面批示"),
    reading.DECIDED_TIME: _l("代录纸面批示"),
}
"""What each act is called, on its page and on the buttons that lead there."""

LEADS: Mapping[str, LazyString] = {
    reading.REASSIGN: _l("改派以后由所选的人办理。谁改派的、为什么，都记入案件。"),
    reading.ADD_SIGNER: _l("加签以后，所选的人也办好了，这项任务才算完成。"),
    reading.WITHDRAW: _l("撤销以后不再要求办理这项任务。必办的任务不能撤销，只能改派或者退回。"),
    reading.RETURN: _l("退回以后这项任务重新打开，填写过的内容还在，由办理人更正。"),
    reading.RECUSE: _l("与本件有利害关系的人应当回避，不再参与办理；手上的任务由接手的人办。"),
    reading.MERGE: _l("本件与另一件是同一事项时，并入那一件。并入以后本件办结，以后在那一件里办理。"),
    reading.OBJECT: _l("认为本件不该由本单位办理的，写明理由。交办单位答复以前，请照常办理。"),
    reading.ANSWER: _l("同意的，对方的案件随即办结，事项退回本单位；不同意的，由对方继续办理。"),
    reading.REOPEN: _l("案件从所选的阶段重新办起，以前的记录都保留。"),
    reading.RECEIPT: _l("从收到日期起算的时限随之重新计算，按期还是逾期重新认定；已经发出的文书、作过的提醒不变。"),
    reading.LINK: _l("关联以后两件案件里都看得到，各自照常办理。无权查看另一件的人，看不到这条关联。"),
    reading.UNLINK: _l("解除以后两件案件里都不再列出；为什么解除，都记入案件。"),
    reading.DECIDED: _l("照纸上的批示录入，附上扫描件。案件会记下谁批的、哪天批的、谁录入的。"),
    reading.DECIDED_TIME: _l("照纸上的批示录入，附上扫描件。案件会记下谁批的、哪天批的、谁录入的。"),
    reading.RECALL: _l("收回以后不再等对方报告。对方的案件随即终止，经办人会得到通知；对方已经转出去的，一并收回。"),
}
"""What will happen, in one or two sentences."""

FINDING: Mapping[str, bool | None] = {reading.MERGE: False, reading.LINK: None}
"""The acts for which another case is looked for, and whether among closed ones; None for both."""

UNFOUND: Mapping[str, LazyString] = {
    reading.MERGE: _l("请先找到要并入的那一件。"),
    reading.LINK: _l("请先找到要关联的那一件。"),
}
"""What an officer is told who chose no case."""

AGREED, INSISTED = "agreed", "refused"
SCAN = "scan"
ON_PAPER = (reading.DECIDED, reading.DECIDED_TIME)
"""The acts that write down what somebody else decided."""


@blueprint.get("/cases/<case>/acts/<act>")
def show(case: str, act: str) -> str:
    """What the act asks."""
    page = _page(case, act, request.args.get("about", ""), request.args.get("subject", ""))
    return _render(page, asking.typed(_asks(page, ())), new_key(), page.seq)


@blueprint.post("/cases/<case>/acts/<act>")
def submit(case: str, act: str) -> Answer:
    """Carries the act out, or shows what is wrong beside what was typed."""
    form = sent(None)
    try:
        page = _page(case, act, request.form.get("_about", ""), form.subject)
    except Refused as refused:
        return _overtaken(case, act, form, refused)
    asks = _with_scan(page, asking.sent(_asks(page, _found(page))))
    if form.act == "find":
        return _render(page, asking.typed(_asks(page, _found(page))), form.key, form.seen)
    if asking.wrong(asks):
        return _render(page, asks, form.key, form.seen), 422
    try:
        said = asking.answers(asks)
        done = _carried_out(page, said, form)
        if act == reading.RECUSE and said.get("person", "") in ("", me().person):
            return _left()
        asked = act == reading.RECEIPT and "draft-made" in done.words
        return went_on(done, gettext("申请更正收到日期") if asked else str(HEADINGS[act]))
    except ChangedMeanwhile as changed:
        told = " ".join(problem.message for problem in changed.problems)
        return _render(page, asks, new_key(), page.seq, stale=told), 409
    except Refused as refused:
        beside, rest = asking.refused(asks, refused.problems)
        return _render(page, beside, form.key, form.seen, rest, ask_back=asks_back(refused.problems)), 422


def _left() -> Response:
    """Whoever stepped aside opens the case no more."""
    flash(gettext("已回避。这件事项不再向您显示。"), "done")
    return redirect(url_for("desk.show"))


def _page(case: str, act: str, about: str, subject: str) -> ActPage:
    if act not in HEADINGS:
        abort(404)
    return reading.act_page(office(), me(), case, act, about, subject, now())


def _asks(page: ActPage, found: Sequence[WorkRow]) -> Asks:
    """The questions of the act."""
    act, why = page.act, asking.reason()
    if act == reading.REASSIGN:
        first = page.places[0].id if page.places else ""
        places = (Ask("slot", gettext("哪一处"), "radio", choices=chosen_from(page.places), value=first),)
        return (*(places if len(page.places) > 1 else ()), _colleague(page, gettext("改由谁办理")), why)
    if act == reading.ADD_SIGNER:
        return (_colleague(page, gettext("加签的人")), why)
    if act == reading.RECUSE:
        return (*_leaving(page), _colleague(page, gettext("接手的人"), required=False), why)
    if act == reading.MERGE:
        return (_other(found, gettext("并入哪一件")), why)
    if act == reading.LINK:
        return (_other(found, gettext("与哪一件关联")), _relation())
    if act == reading.REOPEN:
        return (Ask("stage", gettext("从哪个阶段办起"), "radio", choices=chosen_from(page.stages)), why)
    if act in ON_PAPER:
        return _decided(page)
    if act == reading.ANSWER:
        return (_decision(), asking.reason(required=False, hint=gettext("不同意退回的，必须写明理由。")))
    if act == reading.RECEIPT:
        return (_received(page), _scan(page), why)
    return (_made_on(page), _scan(page), why) if act == reading.OBJECT else (why,)


def _other(found: Sequence[WorkRow], title: str) -> Ask:
    """One of the cases that were found; the only one is chosen already."""
    rows = tuple(Named(row.number, _told(row)) for row in found)
    return Ask("into", title, "radio", choices=chosen_from(rows), value=rows[0].id if len(rows) == 1 else "")


def _relation() -> Ask:
    """How the two belong together."""
    options = (
        Named("repeat", gettext("重复：同一人就同一事项又提出的")),
        Named("joint", gettext("联名：几个人就同一事项分别提出的")),
        Named("related", gettext("相关：事项不同，办理时要一并考虑的")),
    )
    return Ask("relation", gettext("哪种关联"), "radio", choices=chosen_from(options))


def _decided(page: ActPage) -> Asks:
    """Who decided what on paper, and when."""
    options = (Named(AGREED, gettext("同意")), Named(INSISTED, gettext("不同意")))
    first = page.signers[0].id if len(page.signers) == 1 else ""
    hint = gettext("不同意的，必须写明理由。同意的可以不写；批示里改了意见的，照抄。")
    if _takes_no_words(page):
        hint = gettext("不同意的，必须写明理由；同意的不用填，原文看扫描件。")
    return (
        Ask("person", gettext("谁批的"), "select", choices=chosen_from(page.signers), value=first),
        Ask("occurred", gettext("批示日期"), "date"),
        Ask(SCAN, gettext("扫描件或照片"), "file"),
        Ask("decision", gettext("批示"), "radio", choices=chosen_from(options)),
        *_chosen(page),
        asking.reason(gettext("批示内容"), required=False, hint=hint),
    )


def _chosen(page: ActPage) -> Asks:
    """Whom the decision put in charge, where several might be; a refusal names nobody."""
    hint, several = gettext("同意的，必须选定一位。"), chosen_from(page.candidates)
    asked = Ask("chosen", gettext("由谁负责"), "radio", hint, required=False, choices=several)
    return (asked,) if page.candidates else ()


def _takes_no_words(page: ActPage) -> bool:
    """Whether who agrees says nothing but that: more time is granted as it was asked for, a day as it stands."""
    return page.act == reading.DECIDED_TIME or page.fixed


def _made_on(page: ActPage) -> Ask:
    """When an objection was made on paper; after the term it must be said."""
    hint = gettext("异议先以书面提出、现在补录的，填写当时的日期。")
    return Ask("occurred", gettext("书面提出的日期"), "date", hint, required=bool(page.late))


def _received(page: ActPage) -> Ask:
    """The day on which the matter came."""
    hint = gettext("登记的是 %(day)s。填写实际收到的日期。", day=page.received_on)
    if not page.alone:
        hint += gettext("提交以后等批准，批准以前仍按原来的日期。")
    return Ask("received_on", gettext("收到日期"), "date", hint, latest=str(page.entered_on or ""))


def _scan(page: ActPage) -> Ask:
    """The paper itself, as for everything that was done on paper; or what shows on which day a matter came."""
    hint = gettext("信封、收文登记等，看得出哪一天收到的。") if page.act == reading.RECEIPT else ""
    return Ask(SCAN, gettext("扫描件或照片"), "file", hint, required=bool(page.late or page.scan))


def _with_scan(page: ActPage, asks: Asks) -> Asks:
    """The questions with the paper, kept at once, so that an error elsewhere does not lose it; a day on paper asks for it."""
    if page.act not in (reading.OBJECT, reading.RECEIPT, *ON_PAPER):
        return asks
    made = next((ask.value for ask in asks if ask.name == "occurred"), "")
    scan = next(ask.value for ask in asks if ask.name == SCAN)
    try:
        scan = take_file(SCAN, page.case) or scan
    except Refused as refused:
        told = " ".join(f"{problem.message} {problem.advice}" for problem in refused.problems)
        return asking.beside(asks, SCAN, told)
    missing = {
        reading.OBJECT: gettext("请上传书面异议的扫描件或照片。"),
        reading.RECEIPT: gettext("请上传看得出收到日期的扫描件或照片。"),
    }
    problem = missing.get(page.act, gettext("请上传签字纸件的扫描件或照片。"))
    problem = "" if scan or not (made or page.late or page.scan or page.act in ON_PAPER) else problem
    return tuple(replace(ask, value=scan, problem=problem) if ask.name == SCAN else ask for ask in asks)


def _colleague(page: ActPage, title: str, *, required: bool = True) -> Ask:
    none = "" if required else gettext("不指定")
    hint = "" if required else gettext("本件中没有别人能办的职责，必须指定接手的人。")
    return Ask("to", title, "select", hint, required, of_colleagues(page.people), none)


def _leaving(page: ActPage) -> Asks:
    """Who is to be recused, for those who may decide it for others."""
    if len(page.leaving) < 2:
        return ()
    return (Ask("person", gettext("谁回避"), "select", choices=chosen_from(page.leaving), value=page.leaving[0].id),)


def _decision() -> Ask:
    options = (Named(AGREED, gettext("同意退回")), Named(INSISTED, gettext("不同意退回")))
    return Ask("decision", gettext("答复"), "radio", choices=chosen_from(options))


def _found(page: ActPage) -> tuple[WorkRow, ...]:
    """The cases that a duplicate may go into, or that may be tied to this one, as they were looked for."""
    words = request.form.get("q", "").strip()[:100]
    if page.act not in FINDING or not words:
        return ()
    found = look_for(office(), me(), Asked(words, closed=FINDING[page.act]), now())
    return tuple(row for row in found.rows if row.case != page.case)


def _told(row: WorkRow) -> str:
    """A case in one line."""
    return " ".join(filter(None, [row.number, row.people, row.matter, f"· {row.stage.title}"]))


def _carried_out(page: ActPage, said: Mapping[str, str], form: Sent) -> Done:
    """The act, once for one page."""
    if page.act == reading.MERGE:
        return merging.merge(office(), me(), page.case, said["into"], said["reason"], now(), form.key, form.seen)
    if page.act == reading.LINK:
        return linking.link(office(), me(), page.case, said["into"], said["relation"], now(), form.key, form.seen)
    if page.act == reading.UNLINK:
        return linking.unlink(office(), me(), page.case, page.about.id, said["reason"], now(), form.key, form.seen)
    command = _as_decided(page, said) if page.act in ON_PAPER else _command(page, said)
    if isinstance(command, passing_on.Naming):
        return passing_on.pass_on(office(), me(), page.case, command, now(), form.key, form.seen)
    return acting.act(office(), me(), page.case, command, now(), form.key, form.seen)


def _command(page: ActPage, said: Mapping[str, str]) -> Command:
    """What the answers ask of the case."""
    why, to = said["reason"], said.get("to", "")
    task, subject = page.about.id, page.subject.id
    match page.act:
        case reading.REASSIGN:
            slot = int(said.get("slot") or (page.places[0].id if page.places else -1))
            return ReassignTask(task=task, to=to, subject=subject, slot=slot, reason=why)
        case reading.ADD_SIGNER:
            return AddSigner(task=task, to=to, subject=subject, reason=why)
        case reading.WITHDRAW:
            return WithdrawTask(task=task, subject=subject, reason=why)
        case reading.RETURN:
            return ReturnTask(task=task, subject=subject, reason=why)
        case reading.RECUSE:
            return Recuse(reason=why, person=said.get("person", ""), to=to)
        case reading.REOPEN:
            return Reopen(stage=said["stage"], reason=why)
        case reading.RECEIPT:
            received = asking.day(said["received_on"]) or date.max
            return CorrectReceipt(received_on=received, reason=why, scan=said[SCAN] or None)
        case reading.RECALL:
            return Recall(key=task, reason=why)
        case reading.ANSWER:
            return DecideObjection(case=task, agreed=said["decision"] == AGREED, reason=why)
        case _:
            made = asking.day(said.get("occurred", ""))
            return Object(reason=why, occurred_on=made, scan=said.get(SCAN) or None)


def _as_decided(page: ActPage, said: Mapping[str, str]) -> Command:
    """What somebody decided on paper, as theirs."""
    agreed, why = said["decision"] == AGREED, said["reason"]
    if agreed and why and _takes_no_words(page):
        raise Refused(Problem("not-kept", gettext("同意的，这里的话不会记入案件。请清空，原文看扫描件。"), "reason"))
    if not agreed:
        keep_none(gettext("不同意的不制发文书，文号不会记入案件。请清空，或者改为同意。"))
    proof: dict[str, Any] = {
        "on_behalf_of": said["person"], "occurred_on": asking.day(said["occurred"]), "scan": said[SCAN],
    }  # fmt: skip
    if page.act == reading.DECIDED:
        number = int(page.about.id)
        if agreed:
            return with_numbers(ApproveDraft(draft=number, opinion=why, chosen=said.get("chosen", ""), **proof))
        return RefuseDraft(draft=number, reason=why, **proof)
    clock, subject = page.about.id, page.subject.id
    if agreed:
        return with_numbers(ApproveExtension(clock=clock, subject=subject, **proof))
    return RefuseExtension(clock=clock, subject=subject, reason=why, **proof)


def _overtaken(case: str, act: str, form: Sent, refused: Refused) -> Response:
    """The act is not offered any more: a second click leads where the first did; of others it is told, nothing is lost."""
    g.kept = [(gettext("理由"), request.form.get("reason", ""))]
    done = repeating.done_before(office(), me(), form.key)
    if done and done.case == case:
        steps_aside = act == reading.RECUSE and request.form.get("person", "") in ("", me().person)
        return _left() if steps_aside else redirect(url_for("case.show", case=case))
    page = case_page(office(), me(), case, now())
    if form.seen is not None and form.seen < page.seq:
        raise ChangedMeanwhile(CHANGED)
    raise refused


def _heading(page: ActPage) -> str:
    """What the act is called on its page."""
    return gettext("指定办理人") if page.names_somebody else str(HEADINGS[page.act])


def _render(
    page: ActPage, asks: Asks, key: str, seq: int | None, more: tuple[ErrorLine, ...] = (), **words: Any
) -> str:
    found = None
    if page.act in FINDING:
        into = next(ask for ask in asks if ask.name == "into")
        found, asks = into.offered, tuple(ask for ask in asks if ask != into or ask.offered)
        if into.problem and not found:
            more = (ErrorLine("f-q", "", str(UNFOUND[page.act])), *more)
    return render_template(
        "asks/act.html", page=page, heading=_heading(page), lead=LEADS[page.act], asks=asks, key=key, seq=seq,
        errors=asking.lines(asks, more), found=found, words=request.form.get("q", ""), **words,
    )  # fmt: skip
