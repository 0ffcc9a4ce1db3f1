"""Opening cases under an installed version, going back, taking a plan back, stopping: looked at first, then done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import activating
from fangyuan.casework.activating import ChangeForeseen, Wanted
from fangyuan.casework.adopting import value_of
from fangyuan.casework.reading import packs as reading
from fangyuan.casework.reading.activation import ActivationForm, activation_form
from fangyuan.casework.reading.pages import Named
from fangyuan.casework.staffing import Staff
from fangyuan.model.pack import Pack, Parameter
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling import asking
from fangyuan.web.filling.asking import Ask, Asks, Choices, chosen_from, of_colleagues
from fangyuan.web.pages.arrivals import language

blueprint = Blueprint("activation", __name__)

PARAMETER, ROLE, TYPES = "parameter.", "role.", "case_types"
MOST_NAMED = 4
"""How many of those who hold a role are named."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An act without questions: its words, what it would do, and what does it."""

    heading: str
    lead: str
    nothing: str
    done: str
    foreseen: ChangeForeseen
    act: Callable[[], Any]


@blueprint.get("/packs/<pack>/activation")
def show(pack: str) -> str:
    """What there is to fill in, and from when on."""
    found = _pack(pack)
    form = activation_form(office(), me(), found, now(), language())
    return _render(found, form, _asks(form), [one.id for one in form.case_types if one.chosen])


@blueprint.post("/packs/<pack>/activation")
def submit(pack: str) -> Response | str | tuple[str, int]:
    """Looks at what would change, or does it."""
    found = _pack(pack)
    form = activation_form(office(), me(), found, now(), language())
    asks, types = asking.sent(_asks(form)), request.form.getlist(TYPES)
    if asking.wrong(asks):
        return _render(found, form, asks, types), 422
    try:
        wanted = _wanted(found, asking.answers(asks), types)
        if request.form.get("_act") != "activate":
            seen = activating.foresee_activation(office(), me(), found, wanted, now(), language())
            return _render(found, form, asks, types, foreseen=seen)
        activating.activate_for(office(), me(), found, wanted, now())
    except Refused as refused:
        problems = [_placed(problem, found) for problem in refused.problems]
        beside, rest = asking.refused(asks, problems)
        return _render(found, form, beside, types, errors=asking.lines(beside, rest)), 422
    told = gettext("已启用") if wanted.since <= now() else gettext("到 %(day)s 自动启用", day=_answer(asks, "since"))
    flash(f"{found.title} {found.version}：{told}", "done")
    return redirect(_back(found))


@blueprint.get("/packs/<pack>/way-back")
def back(pack: str) -> str:
    """What going back would change."""
    return _turn(_pack(pack), _going_back)


@blueprint.post("/packs/<pack>/way-back")
def go_back(pack: str) -> Response | tuple[str, int]:
    """Opens new cases as before this version."""
    return _do(_pack(pack), _going_back)


@blueprint.get("/packs/<pack>/stop")
def stopping(pack: str) -> str:
    """What stopping would change."""
    return _turn(_pack(pack), _stopping)


@blueprint.post("/packs/<pack>/stop")
def stop(pack: str) -> Response | tuple[str, int]:
    """Opens no more cases under this version."""
    return _do(_pack(pack), _stopping)


@blueprint.get("/packs/<pack>/plan")
def plan(pack: str) -> str:
    """What was to be opened under this version later."""
    return _turn(_pack(pack), _unplanning)


@blueprint.post("/packs/<pack>/plan")
def withdraw(pack: str) -> Response | tuple[str, int]:
    """Takes a plan back."""
    return _do(_pack(pack), _unplanning)


def _going_back(pack: Pack) -> Turn:
    return Turn(
        gettext("恢复上一版"),
        gettext("新登记的案件回到上一版；在办的案件不动，仍按登记时的版本办理。"),
        gettext("没有可以恢复的上一版。要不再受理，请停用。"),
        gettext("已恢复上一版。"),
        activating.foresee_rollback(office(), me(), pack, now()),
        lambda: activating.roll_back_for(office(), me(), pack, now()),
    )


def _stopping(pack: Pack) -> Turn:
    return Turn(
        gettext("停用"),
        gettext("不再按这个版本登记新案件；在办的案件照常办完。"),
        gettext("这个版本现在没有启用。"),
        gettext("已停用。"),
        activating.foresee_stop(office(), me(), pack, now()),
        lambda: activating.stop(office(), me(), pack, now()),
    )


def _unplanning(pack: Pack) -> Turn:
    return Turn(
        gettext("取消启用计划"),
        gettext("到了日子也不启用这个版本；现在启用的版本不变。"),
        gettext("这个版本没有待启用的计划。"),
        gettext("已取消启用计划。"),
        activating.foresee_withdrawal(office(), me(), pack, now()),
        lambda: activating.withdraw_plan(office(), me(), pack, now()),
    )


def _turn(pack: Pack, made: Callable[[Pack], Turn]) -> str:
    return render_template("packs/turn.html", pack=pack, turn=made(pack), back=_back(pack))


def _do(pack: Pack, made: Callable[[Pack], Turn]) -> Response | tuple[str, int]:
    """Does it; where there is nothing to do any more, the page says so."""
    turn = made(pack)
    if not (turn.foreseen.switches or turn.foreseen.unplanned):
        return _turn(pack, made), 422
    turn.act()
    flash(f"{pack.title} {pack.version}：{turn.done}", "done")
    return redirect(_back(pack))


def _pack(pack: str) -> Pack:
    """The version that the address names, else the one that is open."""
    return reading.find(office(), me(), request.args.get("version") or pack, now())


def _back(pack: Pack) -> str:
    return url_for("packs.show", pack=pack.name, version=pack.hash)


def _asks(form: ActivationForm) -> Asks:
    since = Ask(
        "since", gettext("从哪天启用"), "date", gettext("写今天就立即启用；写以后的日期，到那天零点自动启用。"),
        value=form.today.isoformat(), earliest=form.today.isoformat(),
    )  # fmt: skip
    return (*(_parameter(one, form) for one in form.parameters), *(_role(one, form) for one in form.staff), since)


def _role(one: Staff, form: ActivationForm) -> Ask:
    """The question who holds a role of the pack, beside those who hold one of its id here."""
    if one.people:
        hint = gettext("现在由%(people)s担任。选一个岗位，担任它的人也担任这个岗位。", people=_names(one.people))
        none = gettext("就由他们担任")
    else:
        hint = gettext("现在没有人担任。选一个本机关的岗位，担任它的人同时担任这个岗位。")
        none = gettext("暂不对应，以后在“组织”中派岗")
    called = gettext("、").join(
        gettext("“%(pack)s”里叫“%(title)s”", pack=pack, title=title) for title, pack in one.also
    )
    if called and one.people:
        hint += gettext("同一编号的岗位在%(called)s：请核对是不是同一回事。", called=called)
    held = (each for each in form.held if each.id != one.role)
    return Ask(ROLE + one.role, one.title, "select", hint, required=False, choices=chosen_from(held), none=none)


def _names(people: tuple[str, ...]) -> str:
    """A few names, and how many there are where they are more."""
    named = gettext("、").join(people[:MOST_NAMED])
    return named if len(people) <= MOST_NAMED else gettext("%(names)s等 %(count)s 人", names=named, count=len(people))


def _parameter(one: Parameter, form: ActivationForm) -> Ask:
    """The question of a parameter, by its kind."""
    kind, value = one.kind, form.values.get(one.name, "")
    choices, told = _choices(one, kind, form), form.told[one.name]
    if choices is not None:
        return Ask(PARAMETER + one.name, one.title, "select", told, choices=choices, value=value)
    hint = (gettext("数字加单位，如 30天、5个工作日、1个月。") if kind == "duration" else "") + told
    return Ask(PARAMETER + one.name, one.title, "text", hint, value=_shown(kind, value), most=2_000)


def _choices(one: Parameter, kind: str, form: ActivationForm) -> tuple[Choices, ...] | None:
    """What may be chosen; None for what is typed."""
    if kind == "unit":
        return chosen_from(form.units)
    if kind == "officer":
        return of_colleagues(form.officers)
    if kind == "boolean":
        return chosen_from((Named("true", gettext("是")), Named("false", gettext("否"))))
    if "enum" in one.schema:
        return chosen_from(Named(str(value), str(value)) for value in one.schema["enum"])
    return None


def _shown(kind: str, value: str) -> str:
    """A length of time as people write it."""
    return office().kinds.get("duration").say(value, None, {}) if kind == "duration" else value


def _wanted(pack: Pack, said: Mapping[str, str], types: list[str]) -> Wanted:
    day = asking.day(said["since"])
    since = activating.from_day(office(), me().tenant, day, now()) if day else now()
    parameters = {
        name: value_of(pack, name, said[PARAMETER + name]) for name in pack.parameters if said.get(PARAMETER + name)
    }
    roles = {name.removeprefix(ROLE): ours for name, ours in said.items() if name.startswith(ROLE) and ours}
    return Wanted(since, parameters, roles, tuple(types))


def _placed(problem: Problem, pack: Pack) -> Problem:
    """A problem beside its question."""
    place = PARAMETER if problem.path in pack.parameters else ROLE if problem.path in pack.roles else ""
    return replace(problem, path=place + problem.path)


def _answer(asks: Asks, name: str) -> str:
    return asking.answers(asks)[name]


def _render(pack: Pack, form: ActivationForm, asks: Asks, types: list[str], **words: Any) -> str:
    settled = {ROLE + one.role for one in form.staff if one.people}
    shared = any(one.also for one in form.staff if one.people)
    words = {"errors": asking.lines(asks), "foreseen": None, "settled": settled, "shared": shared, **words}
    return render_template(
        "packs/activate.html", pack=pack, form=form, asks=asks, types=types, back=_back(pack), **words
    )
