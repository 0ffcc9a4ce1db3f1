"""Archives from other installations: who signed them, what they would change here, and taking them in.

Everything is looked at before anything is written; a refused archive leaves the installation as it was.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fangyuan.casework.descending import Descendant, descendants
from fangyuan.casework.installing import keep_pack, scenario_problems
from fangyuan.casework.office import Office
from fangyuan.casework.reading.differing import Comparison, over_parent
from fangyuan.casework.releasing import compared, newest_here, same_name
from fangyuan.casework.trying import Trial, tried
from fangyuan.compiler.resolving import Library, resolve
from fangyuan.compiler.upstream import hidden, parents_of
from fangyuan.compiler.versions import version
from fangyuan.model.later import later
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source
from fangyuan.packs.storage import from_json, without_demo
from fangyuan.store.database import UnitOfWork
from fangyuan.store.publishers import ArchiveLine, KnownKey

if TYPE_CHECKING:
    from fangyuan.compiler import loading
    from fangyuan.packs import archives
else:
    loading = later("fangyuan.compiler.loading")
    archives = later("fangyuan.packs.archives")

KNOWN, NEW = "known", "first-use"


@dataclass(frozen=True, slots=True)
class Examined:
    """An archive that may be tried, and what an administrator should see before saying so.

    `key` is `known`, or `first-use` where taking this archive makes its key the publisher's from then on. `installed` is
    true where exactly this archive is here already, `unsigned` where the pack is here, but only from a folder, so that
    nothing tells whether both come from the same publisher. `changes` compares with the newest version that is here;
    where none is, `over` tells what it changes of each pack that it extends. `below` are installed packs that extend this one
    and say otherwise of what it changes; `against` why it is not taken, though
    it may be looked at: its number hides what changed, or its name is another's.
    """

    archive: "archives.Archive"
    raw: bytes
    resolved: Source
    pack: Pack
    key: str
    installed: bool
    unsigned: bool
    changes: Comparison | None
    below: tuple[Descendant, ...]
    against: tuple[Problem, ...]
    over: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Received(Examined):
    """An archive that was tried here, too."""

    trial: Trial


def receive(
    office: Office,
    raw: bytes,
    library: Library | None = None,
    play: Callable[[Source], Trial] = tried,
    language: str = "zh",
) -> Received:
    """Looks at an archive; raises PackRejected with the reason not to take it. `library` finds parents that are not here.

    `play` plays the scenarios, by default in a child process, on the platform of this installation.
    """
    found = examine(office, raw, library, language)
    return tested(found, play(without_demo(found.resolved)))


def examine(office: Office, raw: bytes, library: Library | None = None, language: str = "zh") -> Examined:
    """Looks at an archive without playing its scenarios, in `zh` or `en`; raises PackRejected with the reason not to take it."""
    archive = archives.read_archive(raw)
    with office.database.read() as uow:
        key = _key_of(uow, archive)
        installed = _check_version(uow, archive)
        find = loading.either(installed_library(uow), library or _nothing)
        resolved = resolve(loading.source_of(archive), find)
        pack = office.packs.compiled(resolved)
        before = newest_here(office, uow, pack)
        conflicts = hidden(before, find, pack, find, office.packs.unproved) if before else ()
        below = descendants(office, uow, pack, find)
        over = () if before else _over(pack, parents_of(pack, find, office.packs.unproved), language)
        unsigned = before is not None and not uow.archives.of(pack.pack)
        against = () if installed else same_name(uow, pack)
    changes, hides = compared(before, pack, conflicts, language) if before else (None, ())
    against += () if installed else hides
    return Examined(archive, raw, resolved, pack, key, installed, unsigned, changes, below, against, over)


def _over(pack: Pack, parents: Mapping[str, Pack], language: str) -> tuple[Comparison, ...]:
    return tuple(
        over_parent(one, pack, [other for other in parents.values() if other is not one], language)
        for one in parents.values()
    )


def tested(found: Examined, trial: Trial) -> Received:
    """What was examined, with how it did here."""
    return Received(
        found.archive, found.raw, found.resolved, found.pack, found.key, found.installed, found.unsigned, found.changes,
        found.below, found.against, found.over, trial,
    )  # fmt: skip


def take_in(
    office: Office, received: Received, now: datetime, also: Callable[[UnitOfWork], None] | None = None
) -> Pack:
    """Installs what was looked at; nothing is active before an administrator says so. Raises PackRejected.

    Key and versions are looked at again, because somebody may have revoked or installed something meanwhile. `also` is
    written in the same transaction.
    """
    if received.against:
        raise PackRejected(received.against)
    if received.trial.failed:
        again = ("请发布者修改后重新发布。", "Ask the publisher to put it right and to publish again.")
        raise PackRejected(scenario_problems(received.trial, again))
    archive, pack = received.archive, received.pack
    with office.database.begin() as uow:
        _check_version(uow, archive)
        if _key_of(uow, archive) == NEW:
            uow.publishers.trust(archive.publisher, archive.key.fingerprint, NEW, now)
        line = ArchiveLine(
            archive.digest, archive.pack, archive.version, archive.key.fingerprint, pack.hash, now
        )  # fmt: skip
        uow.archives.keep(line, received.raw)
        keep_pack(uow, received.resolved, pack, now)
        uow.trials.keep(pack.hash, received.trial.as_data(), now)
        if also is not None:
            also(uow)
        uow.commit()
    return office.packs.put(pack)


def trust(office: Office, publisher: str, fingerprint: str, now: datetime, *, although_revoked: bool = False) -> None:
    """Knows a publisher by a fingerprint that came on another way than the archive.

    Raises PackRejected for a key that was revoked, unless that is said on purpose.
    """
    with office.database.begin() as uow:
        revoked = uow.publishers.revoked(fingerprint)
        if revoked is not None and revoked.revoked_at is not None and not although_revoked:
            when = revoked.revoked_at.date().isoformat()
            raise _refused("publisher-key-revoked", fingerprint=fingerprint, when=when, reason=revoked.reason)
        uow.publishers.trust(publisher, fingerprint, "fingerprint", now)
        uow.commit()


def revoke(office: Office, fingerprint: str, reason: str, now: datetime, publisher: str = "") -> bool:
    """Takes nothing signed with this key any more; False where nobody was known by it. What is installed goes on.

    A key that was never seen here is revoked too where its publisher is named.
    """
    with office.database.begin() as uow:
        known = uow.publishers.revoke(fingerprint, reason, now, publisher)
        uow.commit()
    return known > 0


def signed_with_revoked(uow: UnitOfWork) -> list[tuple[ArchiveLine, KnownKey]]:
    """Installed archives whose key was revoked since, each with the revocation: they go on, and somebody should look."""
    revoked = {key.fingerprint: key for key in uow.publishers.all() if key.revoked_at}
    return [(line, revoked[line.fingerprint]) for line in uow.archives.all() if line.fingerprint in revoked]


def installed_library(uow: UnitOfWork) -> Library:
    """Finds parents among the archives and the folders that were installed."""

    def find(name: str, wanted: str) -> Source | None:
        lines = {line.version: line for line in uow.archives.parents(name)}
        plain = {version: one for version, one in _plain(uow, name) if version not in lines}
        chosen = loading.newest([*lines, *plain], wanted)
        if chosen is None or chosen in plain:
            return plain.get(chosen or "")
        body = uow.archives.body(lines[chosen].digest) or b""
        return loading.parent_of(archives.read_archive(body)) if lines[chosen].fingerprint else from_json(body.decode())

    return find


def _plain(uow: UnitOfWork, name: str) -> Iterator[tuple[str, Source]]:
    """Installed versions that extend and derive nothing: they mean the same as resolved, by which alone they may be kept.

    Resolving gathers their files anew, so a child's hash is another than where the folder itself is its parent.
    """
    for line in uow.packs.all():
        text = uow.packs.get(line.hash) if line.pack == name else None
        source = from_json(text) if text else None
        if source is not None and not source.parents and all(len(keys) == 1 for keys in source.lineage.values()):
            yield line.version, loading.without_scenarios(source)


def _nothing(_name: str, _wanted: str) -> Source | None:
    return None


def _key_of(uow: UnitOfWork, archive: "archives.Archive") -> str:
    """How the archive's key is known here; a revoked key, or another than the publisher's, is refused."""
    fingerprint = archive.key.fingerprint
    revoked = uow.publishers.revoked(fingerprint)
    if revoked is not None and revoked.revoked_at is not None:
        when = revoked.revoked_at.date().isoformat()
        raise _refused("publisher-key-revoked", fingerprint=fingerprint, when=when, reason=revoked.reason)
    known = uow.publishers.of(archive.publisher)
    if any(key.fingerprint == fingerprint for key in known):
        return KNOWN
    if known:
        raise _refused("publisher-other-key", publisher=archive.publisher, fingerprint=fingerprint)
    return NEW


def _check_version(uow: UnitOfWork, archive: "archives.Archive") -> bool:
    """Whether exactly this archive is installed; an older one, or another of the same version, is refused."""
    mine = uow.archives.of(archive.pack)
    if any(line.digest == archive.digest for line in mine):
        return True
    if any(line.version == archive.version for line in mine):
        raise _refused("pack-version-taken", pack=archive.pack, version=archive.version)
    others = [line.version for line in uow.packs.all() if line.pack == archive.pack]
    highest = max(others, key=version, default=None)
    if highest is not None and version(archive.version) < version(highest):
        raise _refused("pack-downgrade", pack=archive.pack, installed=highest, version=archive.version)
    return False


def _refused(code: str, **detail: object) -> PackRejected:
    return PackRejected([finding(code, None, **detail)])
