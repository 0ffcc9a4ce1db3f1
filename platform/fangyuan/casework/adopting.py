"""Making an installed pack one's own: what it leaves open, filling that in, opening cases under it, going back."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fangyuan.casework.carrying import Carried, carried, filled_in
from fangyuan.casework.installing import open_cases_under
from fangyuan.casework.office import Office
from fangyuan.casework.staffing import Staff, officers_of, staff_of, with_posts
from fangyuan.casework.telling_apart import check_told_apart
from fangyuan.compiler.versions import version
from fangyuan.engine.facts import zone_among
from fangyuan.kinds.duration import Duration as Length
from fangyuan.kinds.duration import in_words
from fangyuan.model.clocks import Clock
from fangyuan.model.durations import Duration
from fangyuan.model.fields import Field
from fangyuan.model.later import later
from fangyuan.model.pack import Pack, Parameter
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import Directory
from fangyuan.packs import tellers
from fangyuan.store.database import UnitOfWork
from fangyuan.store.packs import Activation

if TYPE_CHECKING:
    from fangyuan.compiler import lengths, outputs
    from fangyuan.forms import validating
else:
    lengths = later("fangyuan.compiler.lengths")
    outputs = later("fangyuan.compiler.outputs")
    validating = later("fangyuan.forms.validating")

Also = Callable[[UnitOfWork], None]
"""What an act writes in the same transaction beside what it is for."""


@dataclass(frozen=True, slots=True)
class Open:
    """What a pack leaves to the jurisdiction: (id, title) of parameters without a value, of roles that nobody holds
    there, of levels that no unit has; and the roles that are held, which a role of the pack may be mapped to.

    `staff` is every role with who holds it, `carried` every parameter with what it stands for now; `directory` names the
    people and units among those values.
    """

    parameters: tuple[tuple[str, str], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    levels: tuple[str, ...] = ()
    held: tuple[str, ...] = field(default=())
    staff: tuple[Staff, ...] = ()
    carried: tuple[Carried, ...] = ()
    directory: Directory = field(default_factory=Directory)


def left_open(office: Office, tenant: str, pack: Pack, now: datetime) -> Open:
    """What an administrator has to fill in before cases can be opened well, and what is there already."""
    with office.database.read() as uow:
        directory = office.directory(uow, tenant)
        staff = staff_of(directory, tenant, pack, packs_in_force(office, uow, tenant, now))
        lines = carried(office, uow, tenant, pack, now)
    held = {role for person in officers_of(directory, tenant) for role in person.roles}
    known = {unit.level for unit in directory.units.values()} | {each.level for each in directory.tenants.values()}
    return Open(
        tuple((each.parameter.name, each.parameter.title) for each in lines if each.value is None),
        tuple((role.role, role.title) for role in staff if not role.people),
        tuple(level for level in pack.levels if level not in known),
        tuple(sorted(held)),
        staff,
        lines,
        directory,
    )


def packs_in_force(office: Office, uow: UnitOfWork, tenant: str, now: datetime) -> list[Pack]:
    """The packs under which a tenant opens cases."""
    return [
        office.packs.get(uow, one) for one in dict.fromkeys(each.hash for each in office.in_force(uow, tenant, now))
    ]


def adopt(
    office: Office,
    tenant: str,
    pack: Pack,
    now: datetime,
    since: datetime | None = None,
    parameters: Mapping[str, Any] | None = None,
    roles: Mapping[str, str] | None = None,
    case_types: tuple[str, ...] | None = None,
    also: Also | None = None,
) -> tuple[str, ...]:
    """Opens new cases under a pack from an instant on, filled in; which case types then answer. Raises Refused.

    `roles` maps a role of the pack to one that is held here: whoever holds the latter then also holds the former, in the
    same units. It is an act on the directory, done once, from the instant on; later posts are given as usual. What was
    chosen here under the version that is open stays, unless `parameters` say otherwise. `also` is written in the same
    transaction.
    """
    mapped = dict(roles or {})
    with office.database.read() as uow:
        directory = office.directory(uow, tenant)
        given = filled_in(carried(office, uow, tenant, pack, now), parameters or {})
        zone = zone_among(office.almanac.calendars(uow, tenant))
    check_filled_in(directory, tenant, pack, given, mapped, case_types)
    check_day(since or now, now, zone)
    since = max(since or now, now)
    with office.database.begin() as uow:
        check_told_apart(office, uow, directory.tenants[tenant], pack, case_types, since)
        if (since or now) <= now:
            uow.directory.put_people(with_posts(directory, tenant, mapped))
        opened = open_cases_under(uow, tenant, pack, now, since, given, case_types, mapped)
        if also is not None:
            also(uow)
        uow.commit()
    return opened


def check_day(since: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Raises Refused for a day before today: what was opened before is not rewritten. Today means from now on."""
    today = now.astimezone(zone).date()
    if since.astimezone(zone).date() < today:
        told = (
            f"Cases cannot be opened from a day that is past. The earliest is today: {today}; without a day it is now."
        )
        raise Refused(
            Problem(
                "too-early", "不能从过去的日期启用。", "since", detail={"english": told},
                advice=f"最早写今天：{today}；不写日期就从现在起。",
            )
        )  # fmt: skip


def check_filled_in(
    directory: Directory,
    tenant: str,
    pack: Pack,
    given: Mapping[str, Any],
    mapped: Mapping[str, str],
    case_types: tuple[str, ...] | None = None,
) -> None:
    """Raises Refused with everything that keeps a pack from being opened like this."""
    if tenant not in directory.tenants:
        raise Refused(_problem("not-found", f"没有机关“{tenant}”。", f"There is no tenant {tenant}.", "tenant"))
    problems = [
        *_wrong_parameters(pack, given, directory, tenant),
        *_wrong_lengths(pack, given),
        *_wrong_roles(pack, mapped, directory, tenant),
        *_wrong_types(pack, case_types),
    ]
    if problems:
        raise Refused(*problems)


def switch_over(office: Office, now: datetime) -> int:
    """Gives the posts of the activations whose day has come; how many activations. A round of the worker calls this."""
    with office.database.read() as uow:
        due = uow.packs.to_switch(now)
    for line in due:
        with office.database.begin() as uow:
            directory = uow.directory.load(line.tenant)[1]
            uow.directory.put_people(with_posts(directory, line.tenant, line.roles))
            uow.packs.switched(line, now)
            uow.commit()
    return len(due)


def back_from(uow: UnitOfWork, tenant: str, pack: str, now: datetime) -> list[tuple[Activation, Activation]]:
    """What going back would change: each activation of the pack that is in force, and the one before it."""
    ours = {line.hash for line in uow.packs.all() if line.pack == pack}
    every = uow.packs.history(tenant)
    active = [line for line in uow.packs.active_types(tenant, now) if line.hash in ours]
    return [(line, before) for line in active if (before := _before(line, every))]


def check_back(
    office: Office, uow: UnitOfWork, tenant: str, back: list[tuple[Activation, Activation]], now: datetime
) -> None:
    """Raises Refused where a type that goes back would number its cases as one does that was opened meanwhile."""
    known = office.directory(uow, tenant).tenants.get(tenant)
    types = [line.case_type for line, _ in back]
    if known is None:
        return
    for pack_hash in dict.fromkeys(before.hash for _, before in back):
        mine = [before.case_type for _, before in back if before.hash == pack_hash]
        check_told_apart(office, uow, known, office.packs.get(uow, pack_hash), mine, now, types)


def roll_back(
    office: Office, tenant: str, pack: str, now: datetime, also: Also | None = None
) -> tuple[tuple[str, str], ...]:
    """Opens new cases as before the version of a pack that is active: (case type, hash that now answers).

    Raises Refused where there is nothing to go back to, or cases would be numbered as those of another open type.
    Planned activations of the pack fall away with it; open cases keep their pin. `also` is written with it.
    """
    with office.database.begin() as uow:
        ours = {line.hash for line in uow.packs.all() if line.pack == pack}
        every = uow.packs.history(tenant)
        back = back_from(uow, tenant, pack, now)
        check_back(office, uow, tenant, back, now)
        for line, before in back:
            later = [
                each.since
                for each in every
                if each.case_type == line.case_type and each.since > now and each.hash in ours
            ]
            for since in (now, *later):
                uow.packs.activate(tenant, line.case_type, before.hash, since, now, before.parameters, before.roles)
        if not back:
            raise Refused(
                _problem(
                    "not-found",
                    f"“{pack}”没有可以恢复的上一版。",
                    f"{pack} has no version to go back to. To take no more cases, stop the version instead.",
                    advice="要停止受理，请停用该事项类型。",
                )
            )
        if also is not None:
            also(uow)
        uow.commit()
    return tuple((line.case_type, before.hash) for line, before in back)


def find_pack(office: Office, written: str) -> Pack:
    """An installed pack by `publisher/name`, `publisher/name@version` or hash; the newest that fits. Raises Refused."""
    name, _, wanted = written.partition("@")
    with office.database.read() as uow:
        lines = [line for line in uow.packs.all() if written == line.hash or line.pack == name]
        fitting = [line for line in lines if wanted in ("", line.version)]
        if not fitting:
            raise Refused(
                _problem(
                    "not-found",
                    f"没有安装“{written}”。",
                    f"{written} is not installed. See fangyuan pack list.",
                    advice="用 fangyuan pack list 查看已安装的定义包。",
                )
            )
        newest = max(enumerate(fitting), key=lambda each: (version(each[1].version), each[0]))[1]
        return office.packs.get(uow, newest.hash)


def value_of(pack: Pack, name: str, written: str) -> Any:
    """A value as the parameter's type asks: a number, yes or no, a length of time (`30 days` or 30天).

    What cannot be read stays text, and is refused with its title.
    """
    parameter = pack.parameters.get(name)
    if parameter is None:
        return written
    if outputs.kind_of(parameter) == "duration":
        found = Length().read(written, Field(name, name, parameter.title, "duration", {}, "string"))
        return written if found.problem else found.value
    if parameter.schema.get("type") not in ("integer", "number", "boolean"):
        return written
    try:
        return json.loads(written)
    except ValueError:
        return written


def _before(line: Activation, every: list[Activation]) -> Activation | None:
    """What the case type was last opened under before this version."""
    mine = [each for each in every if each.case_type == line.case_type and each.since < line.since]
    return next((each for each in reversed(mine) if each.hash != line.hash), None)


def _wrong_parameters(pack: Pack, given: Mapping[str, Any], directory: Directory, tenant: str) -> Iterator[Problem]:
    for name in given:
        if name not in pack.parameters:
            told = f"The pack has no parameter {name}."
            yield _problem("unknown-parameter", f"定义包没有参数“{name}”。", told, name, pack.parameters)
    for name, parameter in pack.parameters.items():
        if name in given:
            yield from _wrong_value(parameter, given[name], directory, tenant)
        elif parameter.default is None:
            zh, en = f"请填写参数“{parameter.title}”（{name}）。", f"Fill in the parameter {name}."
            yield _problem("blank", zh, en, name)


def _wrong_value(parameter: Parameter, value: Any, directory: Directory, tenant: str) -> Iterator[Problem]:
    wrong = validating.fault_in(parameter.schema, value)
    kind = parameter.schema.get("x-fangyuan-kind")
    units = {unit.unit for unit in directory.units.values() if unit.tenant == tenant}
    people = {person.person for person in directory.people.values() if person.tenant == tenant}
    if wrong is not None or (kind == "duration" and not _is_duration(value)):
        told = f"The parameter {parameter.name} cannot be {value}."
        advice, english = _LENGTH if kind == "duration" else _why(wrong)
        zh = f"参数“{parameter.title}”不能是“{value}”。"
        yield _problem("bad-value", zh, f"{told} {english}", parameter.name, advice=advice)
    elif kind == "unit" and value not in units:
        told = f"The parameter {parameter.name} takes the id of a unit of this tenant."
        yield _problem("bad-value", f"参数“{parameter.title}”要写本机关的机构编号。", told, parameter.name, units)
    elif kind == "officer" and value not in people:
        told = f"The parameter {parameter.name} takes the id of an officer of this tenant."
        yield _problem("bad-value", f"参数“{parameter.title}”要写本机关的人员编号。", told, parameter.name, people)


_LENGTH = (
    "写数目加单位，如 15天、5个工作日、1个月。",
    "Write a number and a unit, such as 15 days, 5 workdays, 1 month.",
)


def _why(wrong: Any) -> tuple[str, str]:
    """What is against a value."""
    told = tellers.in_words(wrong)
    return f"{told['reason']}。", f"The reason: {told['reason_en']}."


def _wrong_lengths(pack: Pack, given: Mapping[str, Any]) -> Iterator[Problem]:
    """A deadline of nothing is missed before anybody acts; one beyond its bound would be cut short without a word."""
    for found in lengths.misfits(pack, given):
        clock, title, words = found.clock, pack.parameters[found.parameter].title, in_words(found.length)
        bound = clock.at_most
        if found.beyond and bound is not None:
            law, english_law = (f"（{clock.law}）", f" ({clock.law})") if clock.law else ("", "")
            more, english_more = _with_extension(clock)
            zh = f"参数“{title}”不能是{words}{more}：时限“{clock.title}”最长{in_words(bound)}{law}。"
            told = f"{found.parameter} cannot be {found.length}{english_more}: {clock.clock} is {bound} at most{english_law}."
            yield _problem("bad-value", zh, told, found.parameter, advice=f"写短一些，不超过{in_words(bound)}。")
        elif found.too_fine:
            zh = f"参数“{title}”按天计，不能是{words}（时限“{clock.title}”）。"
            told = f"{found.parameter} is counted in days and cannot be {found.length} ({clock.clock})."
            yield _problem("bad-value", zh, told, found.parameter, advice="写天、工作日、周或月，如 5个工作日。")
        else:
            zh = f"参数“{title}”不能是{words}：时限“{clock.title}”一开始就超期了。"
            told = f"{found.parameter} cannot be {found.length}: {clock.clock} would be overdue from the start."
            yield _problem("bad-value", zh, told, found.parameter, advice="写大于 0 的时长，如 5个工作日。")


def _with_extension(clock: Clock) -> tuple[str, str]:
    """The longest extension, which counts with the length."""
    if clock.extend is None:
        return "", ""
    return f"（另可延长{in_words(clock.extend.up_to)}）", f" (with extensions of {clock.extend.up_to})"


def _is_duration(value: Any) -> bool:
    try:
        Duration.parse(str(value))
    except ValueError:
        return False
    return True


def _wrong_roles(pack: Pack, mapped: Mapping[str, str], directory: Directory, tenant: str) -> Iterator[Problem]:
    held = {role for person in officers_of(directory, tenant) for role in person.roles}
    for theirs, ours in mapped.items():
        if theirs not in pack.roles:
            told = f"The pack has no role {theirs}."
            yield _problem("unknown-role", f"定义包没有角色“{theirs}”。", told, theirs, pack.roles)
        if ours not in held:
            yield _problem("unknown-role", f"本机关没有人担任“{ours}”。", f"Nobody here holds {ours}.", theirs, held)


def _wrong_types(pack: Pack, case_types: tuple[str, ...] | None) -> Iterator[Problem]:
    known = sorted(key for key, one in pack.case_types.items() if not one.abstract)
    if case_types is not None and not case_types:
        yield _problem("blank", "请至少选择一类事项。", "Choose at least one case type.", "case_types")
    for key in case_types or ():
        if key not in known:
            told = f"The pack has no case type {key}."
            yield _problem("unknown-case-type", f"定义包没有事项类型“{key}”。", told, "case_types", known)


def _problem(code: str, zh: str, en: str, path: str = "", known: Iterable[str] = (), advice: str = "") -> Problem:
    """A problem in both languages; `known` are the names that may be written instead."""
    names = sorted(known)
    if names:
        advice, en = "可以写：" + "、".join(names) + "。", f"{en} It may be: {', '.join(names)}."
    return Problem(code, zh, path, advice=advice, detail={"english": en})
