"""Snapshots: the state of a case beside its events, so that reading it folds nothing."""

from sqlalchemy import Connection

from fangyuan.model.state import CaseState
from fangyuan.store.codec import state_format
from fangyuan.store.recording import Envelope
from fangyuan.store.tables import Snapshots
from fangyuan.store.tables.base import insert_into, table_of

_snapshots = table_of(Snapshots)


def put_snapshot(connection: Connection, envelope: Envelope, state: CaseState) -> None:
    """Puts the snapshot of a state, sealed, in place of the one before."""
    taken = {"seq": state.seq, "format": state_format(), "body": envelope.state(state)}
    row = insert_into(connection, _snapshots).values(tenant=state.tenant, case=state.case, **taken)
    connection.execute(row.on_conflict_do_update(index_elements=["tenant", "case"], set_=taken))
