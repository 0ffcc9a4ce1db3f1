"""Numbers tell cases apart: what opens beside other case types of a jurisdiction must not number its cases as they do."""

from collections.abc import Collection, Iterator
from datetime import datetime

from fangyuan.casework.office import Office
from fangyuan.compiler.numbers import shape
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Tenant
from fangyuan.store.database import UnitOfWork


def check_told_apart(
    office: Office,
    uow: UnitOfWork,
    tenant: Tenant,
    pack: Pack,
    case_types: Collection[str] | None,
    since: datetime,
    leaving: Collection[str] = (),
) -> None:
    """Raises Refused where another case type that is open from `since` on, or planned, gives the same numbers.

    A type that is open with these numbers already goes on with them: its new version takes nothing from anybody. Those
    that are `leaving` change in the same act, and are looked at with the pack that they go to.
    """
    concrete = (key for key, one in pack.case_types.items() if not one.abstract)
    wanted = sorted(concrete if case_types is None else case_types)
    problems: list[Problem] = []
    before = list(_open_from(office, uow, tenant.tenant, since))
    for key in wanted:
        mine = shape(pack.case_types[key], tenant.code)
        if any(kind.key == key and shape(kind, tenant.code) == mine for _, kind in before):
            continue
        taken = {kind.key: (its, kind) for its, kind in before if shape(kind, tenant.code) == mine}
        problems += [
            _taken(pack.case_types[key], *each) for name, each in taken.items() if name not in {*wanted, *leaving}
        ]
    if problems:
        raise Refused(*problems)


def _open_from(office: Office, uow: UnitOfWork, tenant: str, since: datetime) -> Iterator[tuple[Pack, CaseType]]:
    """Each case type that takes cases at an instant or is planned for later, as its pack has it."""
    planned = (line for line in uow.packs.history(tenant) if line.since > since)
    for line in (*uow.packs.active_types(tenant, since), *planned):
        pack = office.packs.get(uow, line.hash)
        yield pack, pack.case_types[line.case_type]


def _taken(kind: CaseType, its: Pack, other: CaseType) -> Problem:
    """What the administrator can do: leave one of the two closed, or have the pack's author change the pattern."""
    told = (
        f"{kind.title} would number its cases as {other.title} ({its.pack} {its.version}) does: two would get the same. "
        f"Open one of the two only, or ask the pack's author to change the number of {kind.key}."
    )
    return Problem(
        "number-taken",
        f"“{kind.title}”的编号规则与已启用或排定启用的“{other.title}”（{its.title} {its.version}）相同，两件会得到同一个编号。",
        "case_types",
        advice=f"两类只启用一类；或者请编写者在定义包里改 {kind.key} 的编号（number），加上自己的字母。",
        detail={"english": told},
    )
