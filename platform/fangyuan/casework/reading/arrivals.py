"""An archive that waits for a decision, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.adopting import Open, left_open
from fangyuan.casework.arriving import as_told, check_installer, waiting
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.differing import Comparison, Hidden, hidden_in_words
from fangyuan.casework.reading.pack_trials import trial_view
from fangyuan.casework.reading.pages import TrialView
from fangyuan.casework.reading.parameter_words import told_of
from fangyuan.casework.receiving import KNOWN, Examined, examine
from fangyuan.model.problems import PackRejected, Problem


@dataclass(frozen=True, slots=True)
class Below:
    """An installed pack that extends the one that waits, and what it would go on to hide of its changes."""

    title: str
    version: str
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class ArrivalPage:
    """Everything to know before an archive is installed; `refused` says why it can no longer be looked at, `against` why it
    is not taken though it may be.

    `key_known` is false where installing makes the key the publisher's. `unsigned_here`: the pack is here, but only from
    a folder; `same`: what it says is here already. `parents` are (pack, version, whether it says what it said when the archive was made);
    `below` are installed packs that extend this one and would go on to hide what it changes; `values` are the parameters
    whose default is another than the one that holds here: (title, what becomes of the value); `over` is what a pack that was
    never here changes of those that it extends.
    """

    digest: str
    name: str
    pack: str
    version: str
    title: str
    hash: str
    publisher: str
    fingerprint: str
    brought_by: str
    arrived_at: datetime
    key_known: bool
    installed: bool
    unsigned_here: bool
    parents: tuple[tuple[str, str, bool], ...]
    changes: Comparison | None
    open: Open
    trial: TrialView
    same: bool = False
    below: tuple[Below, ...] = ()
    refused: tuple[Problem, ...] = ()
    against: tuple[Problem, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    over: tuple[Comparison, ...] = ()

    @property
    def may_install(self) -> bool:
        """Whether nothing is in the way."""
        return not self.refused and not self.against and self.trial.passed


def arrival_page(office: Office, me: Identity, digest: str, language: str, now: datetime) -> ArrivalPage:
    """An archive that waits, in `zh` or `en`; raises Refused where it does not."""
    check_installer(office, me)
    line, raw = waiting(office, digest)
    with office.database.read() as uow:
        by = office.directory(uow, me.tenant).name(line.brought_by)
    try:
        found = examine(office, raw, language=language)
    except PackRejected as rejected:
        return ArrivalPage(
            digest, line.name, line.pack, line.version, line.pack, line.hash, line.pack.partition("/")[0], "", by,
            line.arrived_at, False, False, False, (), None, Open(), TrialView(), refused=as_told(rejected),
        )  # fmt: skip
    return _page(office, me, line.name, by, line.arrived_at, found, language, now)


def _page(
    office: Office, me: Identity, name: str, by: str, at: datetime, found: Examined, language: str, now: datetime
) -> ArrivalPage:
    archive, pack, left = found.archive, found.pack, left_open(office, me.tenant, found.pack, now)
    with office.database.read() as uow:
        trial, same = trial_view(uow, pack, language), uow.packs.get(pack.hash) is not None
    values = told_of(left.carried, left.directory, language)
    made_of = archive.manifest.get("parents", {})
    parents = tuple((one, what.split()[0], made_of.get(one) == what) for one, what in pack.parents.items())
    return ArrivalPage(
        archive.digest, name, pack.pack, pack.version, pack.title, pack.hash, archive.publisher,
        archive.key.fingerprint, by, at, found.key == KNOWN, found.installed, found.unsigned, parents, found.changes,
        left, trial, same, _below(found, language),
        against=as_told(PackRejected(found.against)), values=values, over=found.over,
    )  # fmt: skip


def _below(found: Examined, language: str) -> tuple[Below, ...]:
    return tuple(
        Below(one.pack.title, one.pack.version, hidden_in_words(one.conflicts, one.pack, language))
        for one in found.below
    )
