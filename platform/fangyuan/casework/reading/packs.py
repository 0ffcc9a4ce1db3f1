"""Packs as readable pages: what is installed, what is active, and what every rule says in a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.casework.adopting import back_from
from fangyuan.casework.arriving import may_install
from fangyuan.casework.carrying import carried, open_here
from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.kept_away import sight_without
from fangyuan.casework.office import Office
from fangyuan.casework.reading import pack_parts as parts
from fangyuan.casework.reading.differing import Comparison, comparison
from fangyuan.casework.reading.english import speaker_of
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pack_trials import trial_view
from fangyuan.casework.reading.pages import (
    ArrivalLine,
    Named,
    PackEvent,
    PackPage,
    PacksPage,
    PackState,
    PackSummary,
)
from fangyuan.casework.reading.speaking import rule_sentences
from fangyuan.casework.receiving import installed_library
from fangyuan.compiler.upstream import hidden
from fangyuan.compiler.versions import version
from fangyuan.model.conditions import AllOf, Condition
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Directory
from fangyuan.packs.storage import from_json
from fangyuan.store.database import UnitOfWork
from fangyuan.store.lists import COUNT_CAP
from fangyuan.store.packs import Activation, PackLine


@dataclass(frozen=True, slots=True)
class PackChanges:
    """Two installed versions and what changed between them; both are the same where only one is installed."""

    old: PackSummary
    new: PackSummary
    comparison: Comparison
    versions: tuple[PackSummary, ...]


LOGGED = (
    "pack-brought", "pack-installed", "pack-discarded", "pack-tried", "pack-activated", "pack-rolled-back",
    "pack-plan-withdrawn", "pack-stopped",
)  # fmt: skip
"""What the administrators' log calls the acts on packs."""

NO_ARCHIVE = Problem(
    "not-found", "这个版本是从文件夹安装的，没有归档可以下载。", advice="请发布者用 fangyuan pack build 制作归档。"
)
NO_PACK = Problem("not-found", "没有安装这个定义包。", advice="请在定义包列表中选择。")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the versions stand in a jurisdiction: what is in force, what was and will be, open cases, signatures."""

    active: tuple[Activation, ...]
    history: tuple[Activation, ...]
    open_cases: Mapping[str, int]
    signed_by: Mapping[str, str]
    now: datetime

    @classmethod
    def of(cls, office: Office, uow: UnitOfWork, me: Identity, now: datetime) -> "Standing":
        """A few queries for all versions."""
        tenant, sight = me.tenant, sight_without(office, uow, me)
        signed = {line.hash: line.fingerprint for line in uow.archives.all()}
        active, history = uow.packs.active_types(tenant, now), uow.packs.history(tenant)
        return cls(tuple(active), tuple(history), uow.packs.open_cases(tenant, sight), signed, now)

    def summary(self, line: PackLine, title: str, types: tuple[Named, ...]) -> PackSummary:
        """What a list says of a version; `types` are those that it runs here."""
        mine = [one for one in self.history if one.hash == line.hash]
        ahead = min((one.since for one in mine if one.since > self.now), default=None)
        running = [one.since for one in self.active if one.hash == line.hash]
        past = any(one.since <= self.now for one in mine)
        count = self.open_cases.get(line.hash, 0)
        state = (
            PackState.ACTIVE if running
            else PackState.PLANNED if ahead
            else PackState.RETIRED if past
            else PackState.INSTALLED
        )  # fmt: skip
        return PackSummary(
            line.pack, _name(line), line.version, title, line.hash, types, line.saved_at, state,
            min(running, default=None), ahead, min(count, COUNT_CAP),
            self.signed_by.get(line.hash, ""), count > COUNT_CAP,
        )  # fmt: skip


def packs(office: Office, me: Identity, now: datetime) -> tuple[PackSummary, ...]:
    """Every installed version: active ones first, then by name, the newest version first."""
    with office.database.read() as uow:
        standing = Standing.of(office, uow, me, now)
        found = [_listed(office, uow, line, standing) for line in reversed(uow.packs.all())]
    return tuple(sorted(found, key=lambda one: (not one.active_for, one.pack)))


def packs_page(office: Office, me: Identity, now: datetime) -> PacksPage:
    """What is installed, and what waits for whoever may install."""
    may = may_install(office, me)
    with office.database.read() as uow:
        directory = office.directory(uow, me.tenant)
        waiting = tuple(
            ArrivalLine(one.digest, one.name, one.pack, one.version, directory.name(one.brought_by), one.arrived_at)
            for one in (uow.arrivals.all() if may else ())
        )
    return PacksPage(packs(office, me, now), waiting, may)


def find(office: Office, me: Identity, wanted: str, now: datetime) -> Pack:
    """An installed pack, by hash, name or `publisher/name`; of a name the version that is active, else the newest."""
    with office.database.read() as uow:
        found = _installed(office, uow, me, wanted, now)
    for summary, pack in found:
        if _means(wanted, summary):
            return pack
    raise Refused(NO_PACK)


def archive(office: Office, me: Identity, wanted: str, now: datetime) -> Download:
    """An installed version as it came, byte for byte; Refused where it came from a folder."""
    pack = find(office, me, wanted, now)
    with office.database.read() as uow:
        line = next((one for one in uow.archives.all() if one.hash == pack.hash), None)
        body = uow.archives.body(line.digest) if line else None
    if body is None:
        raise Refused(NO_ARCHIVE)
    return Download(f"{pack.pack.replace('/', '-')}-{pack.version}.fypack", "application/octet-stream", body)


def pack_page(office: Office, me: Identity, wanted: str, now: datetime, language: str = "zh") -> PackPage:
    """One pack, by its hash (with or without its algorithm), its name, or `publisher/name`; Refused where there is none."""
    with office.database.read() as uow:
        found = _installed(office, uow, me, wanted, now)
        directory = office.directory(uow, me.tenant)
        for summary, pack in found:
            if _means(wanted, summary):
                page = _page(
                    pack, summary, tuple(other for other, _ in found if other.pack == pack.pack), directory, language
                )
                lines, running = carried(office, uow, me.tenant, pack, now), open_here(uow, me.tenant, pack, now)
                open_now = running is not None and running.hash == pack.hash
                return replace(
                    page,
                    parameters=parts.parameters_said(pack, lines if open_now else (), directory, language),
                    parameter_texts=parts.parameter_texts(lines, directory, open_now, language),
                    trial=trial_view(uow, pack, language),
                    log=_log(uow, me, pack, directory),
                    may_go_back=bool(back_from(uow, me.tenant, pack.pack, now)),
                )
    raise Refused(NO_PACK)


def _means(wanted: str, summary: PackSummary) -> bool:
    return wanted in (summary.hash, summary.hash.partition(":")[2], summary.name, summary.pack)


def _log(uow: UnitOfWork, me: Identity, pack: Pack, directory: Directory) -> tuple[PackEvent, ...]:
    """What administrators did with the versions of a pack, the newest first."""
    lines = uow.log.of(me.tenant, LOGGED, f"{pack.pack} ", 30)
    return tuple(PackEvent(one.what, one.about, directory.name(one.person), one.at) for one in lines)


def pack_changes(
    office: Office, me: Identity, wanted: str, versions: tuple[str, str], language: str, now: datetime
) -> PackChanges:
    """Two installed versions of a pack compared, in `zh` or `en`; `versions` are their hashes, by default the last two.

    Refused where no such pack is installed.
    """
    old, new = versions
    with office.database.read() as uow:
        named = [one for one in _installed(office, uow, me, wanted, now) if wanted in (one[0].name, one[0].pack)]
    if not named:
        raise Refused(NO_PACK)
    # Two publishers may use one name; their packs are no versions of each other.
    meant = next((summary.pack for summary, _ in named if summary.hash in versions), named[0][0].pack)
    found = [one for one in named if one[0].pack == meant]
    latest = sorted(found, key=lambda one: (version(one[0].version), one[0].hash))
    after, now_pack = next((one for one in latest if one[0].hash == new), latest[-1])
    earlier = [one for one in latest if one[0].hash != after.hash] or [(after, now_pack)]
    before, was_pack = next((one for one in latest if one[0].hash == old), earlier[-1])
    known = tuple(summary for summary, _ in reversed(latest))
    with office.database.read() as uow:
        find = installed_library(uow)
        conflicts = hidden(was_pack, find, now_pack, find, office.packs.unproved)
    return PackChanges(before, after, comparison(was_pack, now_pack, language, conflicts), known)


def _installed(
    office: Office, uow: UnitOfWork, me: Identity, wanted: str, now: datetime
) -> list[tuple[PackSummary, Pack]]:
    """The installed versions of one pack, active ones first, then the newest; other packs are not compiled for it."""
    lines = list(reversed(uow.packs.all()))
    meant = {line.pack for line in lines if wanted in (line.hash, line.hash.partition(":")[2], line.pack, _name(line))}
    standing = Standing.of(office, uow, me, now)
    compiled = [(line, office.packs.get(uow, line.hash)) for line in lines if line.pack in meant]
    found = [(_summary(line, pack, standing), pack) for line, pack in compiled]
    return sorted(found, key=lambda one: (not one[0].active_for, one[0].pack))


def _name(line: PackLine) -> str:
    return line.pack.partition("/")[2]


def _listed(office: Office, uow: UnitOfWork, line: PackLine, standing: Standing) -> PackSummary:
    """What the list says of a version; one that is not active here is not compiled for its title."""
    if any(one.hash == line.hash for one in standing.active):
        return _summary(line, office.packs.get(uow, line.hash), standing)
    head = from_json(uow.packs.get(line.hash) or "{}").files.get("pack.yaml")
    title = head.data.get("title") if head and isinstance(head.data, Mapping) else None
    return standing.summary(line, str(title or line.pack), ())


def _summary(line: PackLine, pack: Pack, standing: Standing) -> PackSummary:
    """What a list says of a pack."""
    active = (one.case_type for one in standing.active if one.hash == line.hash)
    return standing.summary(line, pack.title, tuple(Named(key, pack.case_types[key].title) for key in active))


def _page(
    pack: Pack, summary: PackSummary, versions: tuple[PackSummary, ...], directory: Directory, language: str
) -> PackPage:
    """Everything that a pack says, with its rules in sentences."""
    case_types = tuple(sorted(pack.case_types.values(), key=lambda one: _rank(one, pack)))
    return PackPage(
        summary=summary,
        description=pack.description,
        case_types=case_types,
        rules={
            one.key: rule_sentences(speaker_of(Names(pack, one, directory), language), one.rules) for one in case_types
        },
        versions=versions,
        letters=tuple(Named(letter.letter, letter.title) for letter in pack.letters.values()),
        views=tuple(Named(view.view, view.title) for view in pack.views.values()),
        roles=tuple(Named(role.role, role.title) for role in pack.roles.values()),
        conditions=dict(pair for one in case_types for pair in _conditions(one)),
        clock_texts={one.key: parts.clock_texts(Names(pack, one, directory), language) for one in case_types},
        doers={one.key: parts.stages_of(Names(pack, one, directory), language) for one in case_types},
        letter_texts=parts.letter_texts(pack, language),
        view_texts=parts.view_texts(pack, directory, language),
        role_texts=parts.role_texts(pack, language),
        duty_texts=parts.duty_texts(pack, directory, language),
        report_texts=parts.report_texts(pack, language),
        parents={parent: what.split()[0] for parent, what in pack.parents.items()},
    )


def _rank(case_type: CaseType, pack: Pack) -> tuple[bool, bool]:
    """The pack's own types come before inherited ones, and what only serves to derive from comes last."""
    return case_type.abstract, not case_type.key.startswith(f"{pack.name}/")


def _conditions(case_type: CaseType) -> Iterable[tuple[str, Condition]]:
    """The conditions of actions and tasks: `<case type>#<action or task>`."""
    guarded: Mapping[str, Condition | None] = {
        **{task.task: task.condition for task in case_type.tasks.values()},
        **{action.action: _all(action.condition, action.filled) for action in case_type.actions},
    }
    return ((f"{case_type.key}#{name}", found) for name, found in guarded.items() if found is not None)


def _all(*conditions: Condition | None) -> Condition | None:
    """What holds before the form is filled in and what holds after it, as one."""
    given = tuple(condition for condition in conditions if condition is not None)
    return AllOf(given) if len(given) > 1 else next(iter(given), None)
