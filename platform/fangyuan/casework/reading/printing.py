"""Forms on paper: one that is filled in, as its reader may see it, and a blank one of a case type."""

from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.opened import Opened, opened
from fangyuan.casework.reading.pages import AnswerSection, Named
from fangyuan.casework.reading.sections import Reader, sections_of
from fangyuan.casework.writing import plain_parameters
from fangyuan.engine.placement import SHELF, has_entries
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.database import UnitOfWork

NO_FORM = Problem("not-found", "没有这张表，或者还没有填写。", advice="请回到案件页面重新选择。")


@dataclass(frozen=True, slots=True)
class Paper:
    """A form on paper. `sections` are the answers of a filled one, masked by right; `number` is that of its case."""

    form: Form
    case_type: str
    tenant: str
    number: str = ""
    subject: str = ""
    sections: tuple[AnswerSection, ...] = ()


def filled(office: Office, me: Identity, case: str, form: str, entry: str, now: datetime) -> Paper:
    """One form of a case, or one entry of it (`<task>/<entry>`); raises Refused where there is nothing to print."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        reader = _reader(office, uow, found)
        tenant = office.tenant(uow, me.tenant).title
    known = found.case_type.forms.get(form)
    sections = sections_of(reader, known, entry) if known else ()
    if known is None or not sections:
        raise Refused(NO_FORM)
    subject = found.names.any(entry.partition("/")[2].partition("/")[0]).title if entry else ""
    return Paper(known, found.case_type.title, tenant, found.state.number, subject, sections)


def printable(office: Office, me: Identity, case: str, now: datetime) -> tuple[Named, ...]:
    """What of a case can be printed alone: `<form>` or `<form>?<task>/<entry>`, with its title."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        reader = _reader(office, uow, found)
    whole = [Named(name, form.title) for name, form in _at_the_root(found).items() if sections_of(reader, form, "")]
    return (*whole, *_entries(found))


def blank(office: Office, me: Identity, case_type: str, form: str, now: datetime) -> Paper:
    """A form of a case type that is active here; raises Refused where there is none of that name."""
    with office.database.read() as uow:
        office.person(uow, me)
        active = office.active(uow, me.tenant, case_type, now)
        pack = office.packs.get(uow, active.hash)
        world = office.world(uow, me.tenant, pack, plain_parameters(pack, active.parameters))
    known = pack.case_types[case_type].forms.get(form)
    if known is None:
        raise Refused(NO_FORM)
    return Paper(known, pack.case_types[case_type].title, world.tenant.title)


def _reader(office: Office, uow: UnitOfWork, found: Opened) -> Reader:
    sight = found.sight(found.events(uow))
    return Reader(found.state, found.names, sight, office.kinds, found.veil(sight))


def _at_the_root(found: Opened) -> dict[str, Form]:
    """The forms whose answers stand at the root of the case."""
    defined = found.case_type
    used = [task.form for task in defined.tasks.values() if task.form and not has_entries(task)]
    used += [action.form for action in defined.actions if action.form]
    return {name: defined.forms[name] for name in dict.fromkeys(used) if name in defined.forms}


def _entries(found: Opened) -> tuple[Named, ...]:
    """The entries of tasks that are done by several units or several times."""
    return tuple(
        Named(
            f"{task.form}?{name}/{entry}", f"{task.title} · {found.names.any(entry.partition('/')[0]).title or entry}"
        )
        for name, kept in found.state.answers.get(SHELF, {}).items()
        if (task := found.case_type.tasks.get(name)) and task.form in found.case_type.forms
        for entry in kept
    )
