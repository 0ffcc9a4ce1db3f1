"""Packs as readable pages: what is installed, what is active, and what every rule says in a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.differing import Comparison, comparison
from fangyuan.casework.reading.naming import Names, parameters_of
from fangyuan.casework.reading.pages import Named, PackPage, PackSummary
from fangyuan.casework.reading.speaking import rule_sentences
from fangyuan.compiler.versions import version
from fangyuan.model.conditions import Condition
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Directory
from fangyuan.packs.storage import from_json
from fangyuan.store.database import UnitOfWork
from fangyuan.store.packs import Activation, PackLine


@dataclass(frozen=True, slots=True)
class PackChanges:
    """Two installed versions and what changed between them; both are the same where only one is installed."""

    old: PackSummary
    new: PackSummary
    comparison: Comparison
    versions: tuple[PackSummary, ...]


NO_PACK = Problem("not-found", "没有安装这个定义包。", advice="请在定义包列表中选择。")


def packs(office: Office, me: Identity, now: datetime) -> tuple[PackSummary, ...]:
    """Every installed version: active ones first, then by name, the newest version first."""
    with office.database.read() as uow:
        active = uow.packs.active_types(me.tenant, now)
        found = [_listed(office, uow, line, active) for line in reversed(uow.packs.all())]
    return tuple(sorted(found, key=lambda one: (not one.active_for, one.pack)))


def pack_page(office: Office, me: Identity, wanted: str, now: datetime) -> PackPage:
    """One pack, by its hash (with or without its algorithm), its name, or `publisher/name`; Refused where there is none."""
    with office.database.read() as uow:
        found = _installed(office, uow, me, wanted, now)
        directory = office.directory(uow, me.tenant)
    for summary, pack in found:
        if wanted in (summary.hash, summary.hash.partition(":")[2], summary.name, summary.pack):
            return _page(pack, summary, tuple(other for other, _ in found), directory)
    raise Refused(NO_PACK)


def pack_changes(
    office: Office, me: Identity, wanted: str, versions: tuple[str, str], language: str, now: datetime
) -> PackChanges:
    """Two installed versions of a pack compared, in `zh` or `en`; `versions` are their hashes, by default the last two.

    Refused where no such pack is installed.
    """
    old, new = versions
    with office.database.read() as uow:
        found = [one for one in _installed(office, uow, me, wanted, now) if wanted in (one[0].name, one[0].pack)]
    if not found:
        raise Refused(NO_PACK)
    latest = sorted(found, key=lambda one: (version(one[0].version), one[0].hash))
    after, now_pack = next((one for one in latest if one[0].hash == new), latest[-1])
    earlier = [one for one in latest if one[0].hash != after.hash] or [(after, now_pack)]
    before, was_pack = next((one for one in latest if one[0].hash == old), earlier[-1])
    known = tuple(summary for summary, _ in reversed(latest))
    return PackChanges(before, after, comparison(was_pack, now_pack, language), known)


def _installed(
    office: Office, uow: UnitOfWork, me: Identity, wanted: str, now: datetime
) -> list[tuple[PackSummary, Pack]]:
    """The installed versions of one pack, active ones first, then the newest; other packs are not compiled for it."""
    lines = list(reversed(uow.packs.all()))
    meant = {line.pack for line in lines if wanted in (line.hash, line.hash.partition(":")[2], line.pack, _name(line))}
    active = uow.packs.active_types(me.tenant, now)
    compiled = [(line, office.packs.get(uow, line.hash)) for line in lines if line.pack in meant]
    found = [(_summary(line, pack, active), pack) for line, pack in compiled]
    return sorted(found, key=lambda one: (not one[0].active_for, one[0].pack))


def _name(line: PackLine) -> str:
    return line.pack.partition("/")[2]


def _listed(office: Office, uow: UnitOfWork, line: PackLine, active: Iterable[Activation]) -> PackSummary:
    """What the list says of a version; one that is not active here is not compiled for its title."""
    if any(one.hash == line.hash for one in active):
        return _summary(line, office.packs.get(uow, line.hash), active)
    head = from_json(uow.packs.get(line.hash) or "{}").files.get("pack.yaml")
    title = head.data.get("title") if head and isinstance(head.data, Mapping) else None
    return PackSummary(line.pack, _name(line), line.version, str(title or line.pack), line.hash, (), line.saved_at)


def _summary(line: PackLine, pack: Pack, active: Iterable[Activation]) -> PackSummary:
    """What a list says of a pack."""
    types = tuple(Named(a.case_type, pack.case_types[a.case_type].title) for a in active if a.hash == line.hash)
    return PackSummary(line.pack, pack.name, line.version, pack.title, line.hash, types, line.saved_at)


def _page(pack: Pack, summary: PackSummary, versions: tuple[PackSummary, ...], directory: Directory) -> PackPage:
    """Everything that a pack says, with its rules in sentences."""
    case_types = tuple(sorted(pack.case_types.values(), key=lambda one: _rank(one, pack)))
    return PackPage(
        summary=summary,
        description=pack.description,
        case_types=case_types,
        rules={one.key: rule_sentences(Names(pack, one, directory)) for one in case_types},
        versions=versions,
        letters=tuple(Named(letter.letter, letter.title) for letter in pack.letters.values()),
        views=tuple(Named(view.view, view.title) for view in pack.views.values()),
        roles=tuple(Named(role.role, role.title) for role in pack.roles.values()),
        conditions=dict(pair for one in case_types for pair in _conditions(one)),
        parameters=parameters_of(pack, {}),
    )


def _rank(case_type: CaseType, pack: Pack) -> tuple[bool, bool]:
    """The pack's own types come before inherited ones, and what only serves to derive from comes last."""
    return case_type.abstract, not case_type.key.startswith(f"{pack.name}/")


def _conditions(case_type: CaseType) -> Iterable[tuple[str, Condition]]:
    """The conditions of actions and tasks: `<case type>#<action or task>`."""
    guarded: Mapping[str, Condition | None] = {
        **{task.task: task.condition for task in case_type.tasks.values()},
        **{action.action: action.condition for action in case_type.actions},
    }
    return ((f"{case_type.key}#{name}", found) for name, found in guarded.items() if found is not None)
