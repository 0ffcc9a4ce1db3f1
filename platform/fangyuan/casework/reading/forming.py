"""Forms to fill: for a new case, a task, an action; with what they begin with and what may be chosen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fangyuan.casework.answering import moment_of, registering_form
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.choices import choices
from fangyuan.casework.reading.naming import letters_named
from fangyuan.casework.reading.opened import Opened, opened
from fangyuan.casework.reading.pages import FormPage, Named
from fangyuan.casework.reading.planning import planned
from fangyuan.casework.reading.prefilling import prefilled, tree_of_nothing
from fangyuan.casework.reading.tasks import begun, form_of
from fangyuan.casework.shelves import UnknownPack
from fangyuan.casework.writing import plain_parameters
from fangyuan.engine.issuing import of_action, of_task
from fangyuan.engine.office import units_to_open
from fangyuan.engine.rights import Available, may_register
from fangyuan.model.fields import Form, Layout, LayoutKind
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import Task

NOT_YOURS = Problem("forbidden", "这件事不由您办理。", advice="请联系列明的办理人或办公室。")
NOT_OPEN = Problem("not-open", "这项任务现在不需要办理。", advice="请刷新页面查看最新情况。")
NO_TYPE = Problem("forbidden", "您不能登记这类事项。", advice="请联系管理员核对您的岗位。")


def new_case(office: Office, me: Identity, case_type: str, now: datetime) -> FormPage:
    """The form that registering fills; raises Refused where the officer may not open such cases."""
    with office.database.read() as uow:
        person = office.person(uow, me)
        active = office.active(uow, me.tenant, case_type, now)
        pack = office.packs.get(uow, active.hash)
        world = office.world(uow, me.tenant, pack, plain_parameters(pack, active.parameters))
    defined = pack.case_types[case_type]
    if not may_register(pack, defined, person):
        raise Refused(NO_TYPE)
    form = defined.forms.get(registering_form(defined)) or empty_form(defined.title)
    tree = tree_of_nothing(person, world)
    answers = planned(form, prefilled(form, {}, tree, moment_of(world, now)), tree, world)
    first = next(iter(defined.first_stage.tasks), None)
    numbers = letters_named(pack, of_task(pack, defined, first)) if first else ()
    units = tuple(Named(unit, world.directory.name(unit)) for unit in units_to_open(pack, defined, person))
    offered = choices(form, world)
    return FormPage(form, defined, answers, tree, offered, pack.hash, numbers, units if len(units) > 1 else ())


def task(office: Office, me: Identity, case: str, task: str, subject: str, now: datetime) -> FormPage:
    """The form of an open task (empty where it has none), for whoever may do it or write it down."""
    found, may = _opened(office, me, case, now)
    defined = found.case_type.tasks.get(task)
    _check_task(found, may, task, subject, defined)
    form = form_of(defined, found) or empty_form(defined.title if defined else found.names.task(task))
    page = _page(found, form, begun(form, defined, found, subject), subject)
    issued = of_task(found.pack, found.case_type, defined) if defined else ()
    return replace(page, numbers=letters_named(found.pack, issued))


def action(office: Office, me: Identity, case: str, action: str, now: datetime) -> FormPage:
    """The form of an action (empty where it has none), for whoever takes it or writes down that somebody took it on paper;
    raises Refused with why not, where it may not be taken now.

    Whom the action is about is chosen anew each time: who was meant the last time is not meant again unseen.
    """
    found, may = _opened(office, me, case, now)
    choice = next((one for one in may.actions if one.action.action == action), None)
    if choice is None and action not in may.recordable_actions:
        raise Refused(NOT_YOURS)
    if choice and choice.problem:
        raise Refused(choice.problem)
    taken = found.case_type.action(action)
    form = found.case_type.forms.get(taken.form) or empty_form(taken.title)
    answers = begun(form, None, found, "")
    page = _page(found, form, {name: one for name, one in answers.items() if name != taken.per}, "")
    return replace(page, numbers=letters_named(found.pack, of_action(found.pack, found.case_type, taken)))


def known_form(office: Office, me: Identity, case: str, asked: str, now: datetime) -> FormPage | None:
    """The form of a task or an action, whether it may be filled in now or not; None where the type knows neither."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
    defined = found.case_type.tasks.get(asked) or next(
        (action for action in found.case_type.actions if action.action == asked), None
    )
    if defined is None:
        return None
    return _page(found, found.case_type.forms.get(defined.form) or empty_form(defined.title), {}, "")


def form_for_several(office: Office, me: Identity, case: str, asked: str, now: datetime) -> FormPage | None:
    """The form of a task or an action that is filled in once for several cases, as `case` knows it.

    It begins with what is the same in each of them: defaults, the day, who acts; never with what one of them holds.
    """
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
    page = known_form(office, me, case, asked, now)
    if page is None:
        return None
    tree = {name: one for name, one in tree_of_nothing(found.person, found.world).items() if name != "unit"}
    return replace(page, answers=planned(page.form, prefilled(page.form, {}, tree, found.moment), tree, found.world))


def titles_of(office: Office, pack: str, case_type: str) -> dict[str, str]:
    """The titles of every answer of a case type in one version, by path; none where the version or the type is unknown."""
    with office.database.read() as uow:
        try:
            known = office.packs.get(uow, pack).case_types.get(case_type)
        except UnknownPack:
            return {}
    return {path: field.title for path, field in known.fields.items()} if known else {}


def empty_form(title: str) -> Form:
    """A form that asks nothing, for what only needs to be confirmed."""
    return Form("", title, {"type": "object", "properties": {}}, (), Layout(LayoutKind.VERTICAL))


def _opened(office: Office, me: Identity, case: str, now: datetime) -> tuple[Opened, Available]:
    """The case, and what the officer may do with it."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
    return found, found.may


def _check_task(found: Opened, may: Available, task: str, subject: str, defined: Task | None) -> None:
    """The task must be open, or an instrument that may be started, and the officer's to do or to write down."""
    key = (task, subject)
    mine = [choice.state.key for choice in may.tasks] + list(may.recordable)
    if any(held[:2] == key for held in mine) or defined in may.instruments:
        return
    is_open = any((state.task, state.subject) == key for state in found.state.open_tasks())
    raise Refused(NOT_YOURS if is_open else NOT_OPEN)


def _page(found: Opened, form: Form, answers: Mapping[str, Any], subject: str) -> FormPage:
    """The page of a form of a case."""
    tree = found.facts(subject)
    offered = choices(form, found.world, found.away, tree)
    return FormPage(form, found.case_type, answers, tree, offered, found.pack.hash)
