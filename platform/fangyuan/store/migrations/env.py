"""How Alembic runs here: on the connection it is handed, in the transaction that is open."""

from alembic import context

from fangyuan.store.migrating import ours, written
from fangyuan.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=ours,
    render_item=written,
    # SQLite can alter a table only by copying it.
    render_as_batch=True,
)
context.run_migrations()
