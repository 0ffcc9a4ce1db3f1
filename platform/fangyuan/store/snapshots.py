"""Snapshots: the state of a case beside its events, so that reading it folds nothing."""

from fangyuan.model.state import CaseState
from fangyuan.store.bundles import Bundle
from fangyuan.store.codec import state_format
from fangyuan.store.recording import Envelope
from fangyuan.store.tables import Snapshots
from fangyuan.store.tables.base import table_of

_snapshots = table_of(Snapshots)


def put_snapshot(bundle: Bundle, envelope: Envelope, state: CaseState) -> None:
    """Puts the snapshot of a state, sealed, in place of the one before."""
    taken = {"seq": state.seq, "format": state_format(), "body": envelope.state(state)}
    bundle.put(_snapshots, {"tenant": state.tenant, "case": state.case, **taken})
