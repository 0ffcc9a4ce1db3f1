"""What administrators do with packs: bring an archive, install it, open cases under it from a day on, go back, stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from fangyuan.casework import activating, arriving
from fangyuan.casework.activating import ChangeForeseen, Wanted
from fangyuan.casework.identity import Download
from fangyuan.casework.reading import packs as reading
from fangyuan.casework.reading.arrivals import arrival_page
from fangyuan.casework.reading.differing import Comparison
from fangyuan.casework.reading.pages import Named, PackSummary
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.web import uploads
from fangyuan.web.api.answers import ArrivalDescription, ArrivalList, ParentText, ValueText, VersionChanges
from fangyuan.web.api.bodies import Id
from fangyuan.web.api.operations import Asked, Body, Created, File, Operation, Parameter
from fangyuan.web.api.routes.papers import NO_FILE
from fangyuan.web.api.schemas import within
from fangyuan.web.at_hand import now, office

Foresee = Callable[..., ChangeForeseen]
Carry = Callable[..., Any]
VERSION = {"type": "string", "maxLength": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatingPack(Body):
    """How a version is opened: from which day (at once without one), which case types (all without), its parameters by
    name, and its roles mapped to roles that are held here.
    """

    since: date | None = None
    case_types: Annotated[tuple[Id, ...], within(maxItems=200)] | None = None
    parameters: Annotated[Mapping[str, Any], within(maxProperties=200)] = field(default_factory=dict)
    roles: Annotated[Mapping[str, Id], within(maxProperties=200)] = field(default_factory=dict)


def arrivals(asked: Asked[Any]) -> ArrivalList:
    """Archives that wait for a decision."""
    return ArrivalList(reading.packs_page(office(), asked.me, now()).arrivals)


def bring(asked: Asked[Any]) -> Created:
    """Looks at an archive and keeps it for a decision; its trial follows in one of the next rounds."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    sent = request.files.get("file")
    if sent is None or len(request.files) + len(request.form) > 1:
        raise Refused(NO_FILE)
    with sent.stream as stream:
        raw = stream.read()
    if len(raw) > uploads.MOST:
        raise Refused(Problem("too-large", "文件太大，不会是定义包。", "file"))
    digest = arriving.bring(office(), asked.me, sent.filename or "", raw, now())
    return Created(f"/pack-arrivals/{digest}", _arrival(asked, digest))


def arrival(asked: Asked[Any]) -> ArrivalDescription:
    """An archive that waits: who signed it, how it did here, what it would change, what it leaves open."""
    return _arrival(asked, asked.path["digest"])


def install(asked: Asked[Any]) -> PackSummary:
    """Installs an archive that was tried; nothing is active yet."""
    return _summary(asked, arriving.install_arrival(office(), asked.me, asked.path["digest"], now()))


def discard(asked: Asked[Any]) -> ArrivalList:
    """Throws an archive away that waits."""
    arriving.discard(office(), asked.me, asked.path["digest"], now())
    return arrivals(asked)


def archive(asked: Asked[Any]) -> Download:
    """An installed version as it came."""
    return reading.archive(office(), asked.me, asked.path["pack"], now())


def changes(asked: Asked[Any]) -> VersionChanges:
    """What changed between two installed versions, by default the last two."""
    versions = asked.query["old"], asked.query["new"]
    return _changes(reading.pack_changes(office(), asked.me, asked.path["pack"], versions, "zh", now()).comparison)


def try_pack(asked: Asked[Any]) -> PackSummary:
    """Lets the scenarios be played and the analysis be made, in one of the next rounds; `getPack` tells the result."""
    pack = _pack(asked)
    arriving.ask_trial(office(), asked.me, pack, now())
    return _summary(asked, pack)


def foresee_activation(asked: Asked[ActivatingPack]) -> ChangeForeseen:
    """What activating would change; nothing is written."""
    return activating.foresee_activation(office(), asked.me, _pack(asked), _wanted(asked), now())


def activate(asked: Asked[ActivatingPack]) -> ChangeForeseen:
    """Opens new cases under a version from a day on; what changes."""
    pack, wanted = _pack(asked), _wanted(asked)
    seen = activating.foresee_activation(office(), asked.me, pack, wanted, now())
    activating.activate_for(office(), asked.me, pack, wanted, now())
    return seen


def _turn(id: str, path: str, summary: str, foresee: Foresee, carry_out: Carry) -> tuple[Operation, Operation]:
    """An act without a body, and what it would do."""

    def look(asked: Asked[Any]) -> ChangeForeseen:
        return foresee(office(), asked.me, _pack(asked), now())

    def act(asked: Asked[Any]) -> ChangeForeseen:
        pack = _pack(asked)
        seen = foresee(office(), asked.me, pack, now())
        carry_out(office(), asked.me, pack, now())
        return seen

    told = f"{summary} (administrators)"
    return (
        Operation(f"foresee{id}", "post", f"/packs/{{pack}}{path}/preview", f"What it would do: {told}", look, ChangeForeseen),
        Operation(f"{id[0].lower()}{id[1:]}", "post", f"/packs/{{pack}}{path}", told, act, ChangeForeseen),
    )  # fmt: skip


def _pack(asked: Asked[Any]) -> Pack:
    return reading.find(office(), asked.me, asked.path["pack"], now())


def _wanted(asked: Asked[ActivatingPack]) -> Wanted:
    body, at = asked.body, now()
    since = activating.from_day(office(), asked.me.tenant, body.since, at) if body.since else at
    return Wanted(since, body.parameters, body.roles, body.case_types)


def _summary(asked: Asked[Any], pack: Pack) -> PackSummary:
    return next(one for one in reading.packs(office(), asked.me, now()) if one.hash == pack.hash)


def _arrival(asked: Asked[Any], digest: str) -> ArrivalDescription:
    page = arrival_page(office(), asked.me, digest, "zh", now())
    return ArrivalDescription(
        digest=page.digest,
        name=page.name,
        pack=page.pack,
        version=page.version,
        title=page.title,
        hash=page.hash,
        publisher=page.publisher,
        fingerprint=page.fingerprint,
        key_known=page.key_known,
        installed=page.installed,
        unsigned_here=page.unsigned_here,
        parents=tuple(ParentText(*one) for one in page.parents),
        changes=_changes(page.changes) if page.changes else None,
        open_parameters=tuple(Named(*one) for one in page.open.parameters),
        open_roles=tuple(Named(*one) for one in page.open.roles),
        held_roles=page.open.held,
        staff=page.open.staff,
        values=tuple(ValueText(*one) for one in page.values),
        open_levels=page.open.levels,
        trial=page.trial,
        may_install=page.may_install,
        refused=tuple(f"{one.message} {one.advice}".strip() for one in page.refused),
    )


def _changes(found: Comparison) -> VersionChanges:
    told = tuple({word: str(text) for word, text in one.as_data().items()} for one in found.differences)
    return VersionChanges(
        found.old,
        found.new,
        found.step.name.lower(),
        found.fitting.name.lower(),
        found.honest,
        found.verdict(),
        told,
        tuple(one.as_data() for one in found.hidden),
    )


OPERATIONS = (
    Operation("listArrivals", "get", "/pack-arrivals", "Archives that wait (administrators)", arrivals, ArrivalList),
    Operation("bringPack", "post", "/pack-arrivals", "Bring an archive (administrators)", bring, ArrivalDescription,
              status=201, upload=True),
    Operation("getArrival", "get", "/pack-arrivals/{digest}", "An archive that waits (administrators)", arrival,
              ArrivalDescription),
    Operation("installArrival", "post", "/pack-arrivals/{digest}/install", "Install an archive (administrators)",
              install, PackSummary),
    Operation("discardArrival", "post", "/pack-arrivals/{digest}/discard", "Throw an archive away (administrators)",
              discard, ArrivalList),
    Operation("getPackArchive", "get", "/packs/{pack}/archive", "An installed version as it came (administrators)",
              archive, File("application/octet-stream")),
    Operation("comparePacks", "get", "/packs/{pack}/changes", "Two installed versions compared (administrators)",
              changes, VersionChanges,
              query=(Parameter("old", "The hash of the older version.", VERSION),
                     Parameter("new", "The hash of the newer version.", VERSION))),
    Operation("tryPack", "post", "/packs/{pack}/trial", "Play a pack's scenarios here (administrators)", try_pack,
              PackSummary),
    Operation("foreseeActivation", "post", "/packs/{pack}/activation/preview",
              "What activating would change (administrators)", foresee_activation, ChangeForeseen, body=ActivatingPack),
    Operation("activatePack", "post", "/packs/{pack}/activation", "Open cases under a version (administrators)",
              activate, ChangeForeseen, body=ActivatingPack),
    *_turn("RollBackPack", "/rollback", "Go back to the version before", activating.foresee_rollback,
           activating.roll_back_for),
    *_turn("StopPack", "/stop", "Open no more cases under a version", activating.foresee_stop, activating.stop),
    *_turn("WithdrawPlan", "/plan/withdraw", "Take a planned activation back", activating.foresee_withdrawal,
           activating.withdraw_plan),
)  # fmt: skip
