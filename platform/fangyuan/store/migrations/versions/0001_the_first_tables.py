"""The first tables"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# `name:type`, with ! for a part of the key and ? for what may be NULL.
TABLES = {
    "access_log": "tenant:text! id:text! person:text what:text about:text amount:big at:instant",
    "accounts": (
        "tenant:text! person:text! login:text password_hash:text failed:big locked_until:instant? "
        "must_change:bool active:bool changed_at:instant last_login_at:instant?"
    ),
    "activations": (
        "tenant:text! case_type:text! since:instant! hash:text? parameters:json roles:json activated_at:instant"
    ),
    "calendars": "calendar:text! revision:text! body:text current:bool installed_at:instant",
    "case_commands": (
        "tenant:text! id:text! origin:text body:text hops:big made_at:instant next_at:instant "
        "lease_until:instant? attempts:big poisoned:bool error:text"
    ),
    "case_parties": "tenant:text! case:text! party:text! excluded:bool!",
    "cases": (
        "tenant:text! case:text! number:text case_type:text pack:text unit:text stage:text visit:big "
        "leader:text parent:text? registered_by:text received_on:date registered_at:instant "
        "changed_at:instant closed_at:instant? outcome:text flags:text title:text summary:text "
        "confidential:bool next_due_at:instant? yellow_at:instant? orange_at:instant? next_firing_at:instant? "
        "seq:big head_hash:text hops:big"
    ),
    "clock_runs": (
        "tenant:text! case:text! clock:text! subject:text! number:big! status:text started_at:instant "
        "due_at:instant yellow_at:instant? orange_at:instant? stopped_at:instant? late:bool missed:big"
    ),
    "counters": "tenant:text! kind:text! year:big! last:big",
    "directory_revisions": "tenant:text! revision:big",
    "drafts": "tenant:text! person:text! key:text! body:text saved_at:instant",
    "events": (
        "tenant:text! case:text! seq:big! type:text version:big actor:text at:instant occurred_on:date? "
        "on_behalf_of:text? scan:text? cause:text body:text prev_hash:text hash:text"
    ),
    "files": (
        "tenant:text! id:text! case:text subject:text name:text media_type:text size:big sha256:text "
        "wrapped:text by:text at:instant"
    ),
    "firings": (
        "tenant:text! case:text! clock:text! subject:text! number:big! kind:text place:big fires_at:instant "
        "lease_until:instant? attempts:big poisoned:bool error:text"
    ),
    "idempotency_keys": "tenant:text! key:text! case:text seq:big made_at:instant",
    "inbox": "tenant:text! id:text! person:text case:text body:text at:instant read_at:instant?",
    "outbox": (
        "tenant:text! id:text! case:text channel:text to:text body:text made_at:instant next_at:instant "
        "lease_until:instant? attempts:big poisoned:bool error:text"
    ),
    "packs": "hash:text! pack:text version:text body:text saved_at:instant",
    "people": "tenant:text! person:text! name:text phone:text email:text active:bool",
    "posts": "tenant:text! person:text! place:big! role:text unit:text remit:json",
    "seal_keys": "tenant:text! id:text! subject:text wrapped:bytes? erased_at:instant?",
    "snapshots": "tenant:text! case:text! seq:big format:text body:text",
    "tenants": "tenant:text! title:text code:text level:text parent:text?",
    "todo": (
        "tenant:text! case:text! kind:text! task:text! subject:text! visit:big! slot:big! person:text! "
        "title:text unit:text opened_at:instant claimed_by:text due_at:instant? yellow_at:instant? "
        "orange_at:instant?"
    ),
    "tokens": (
        "secret_hash:text! tenant:text person:text kind:text title:text made_at:instant expires_at:instant? "
        "used_at:instant?"
    ),
    "units": ("tenant:text! unit:text! title:text kind:text parent:text? level:text phone:text remit:json active:bool"),
}
INDEXES = {
    "ix_access_log_person": "access_log: tenant person at",
    "ix_case_commands_due": "case_commands: poisoned next_at",
    "ix_case_parties_party": "case_parties: tenant party excluded",
    "ix_cases_case": "cases: case",
    "ix_cases_due": "cases: tenant next_due_at case",
    "ix_cases_number": "cases: tenant number",
    "ix_cases_pack": "cases: tenant pack",
    "ix_cases_parent": "cases: tenant parent",
    "ix_cases_received": "cases: tenant case_type received_on case",
    "ix_cases_registered": "cases: tenant case_type registered_at case",
    "ix_cases_stage": "cases: tenant case_type stage next_due_at",
    "ix_cases_unit": "cases: tenant unit next_due_at",
    "ix_clock_runs_due": "clock_runs: tenant clock due_at",
    "ix_files_case": "files: tenant case",
    "ix_firings_due": "firings: poisoned fires_at",
    "ix_idempotency_keys_made": "idempotency_keys: made_at",
    "ix_inbox_person": "inbox: tenant person read_at id",
    "ix_outbox_due": "outbox: poisoned next_at",
    "ix_packs_pack_version": "packs: pack version",
    "ix_seal_keys_subject": "seal_keys: tenant subject",
    "ix_tenants_parent": "tenants: parent",
    "ix_todo_person": "todo: tenant person due_at",
    "ix_todo_unit": "todo: tenant unit due_at",
    "ix_tokens_person": "tokens: tenant person kind",
}
UNIQUE = {"accounts": "login"}
TYPES: dict[str, Any] = {
    "big": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    "bool": sa.Boolean(),
    "bytes": sa.LargeBinary(),
    "date": sa.Date(),
    "instant": sa.DateTime(timezone=True),
    "json": sa.JSON(),
    "text": sa.Text(),
}


def upgrade() -> None:
    for table, columns in TABLES.items():
        unique = UNIQUE.get(table)
        extra = [sa.UniqueConstraint(unique, name=f"uq_{table}_{unique}")] if unique else []
        op.create_table(table, *map(column, columns.split()), key(table, columns), *extra)
    for index, place in INDEXES.items():
        table, _, columns = place.partition(": ")
        op.create_index(index, table, columns.split())


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def column(written: str) -> sa.Column[Any]:
    name, _, kind = written.partition(":")
    return sa.Column(name, TYPES[kind.rstrip("!?")], nullable=kind.endswith("?"))


def key(table: str, columns: str) -> sa.PrimaryKeyConstraint:
    parts = [written.partition(":")[0] for written in columns.split() if written.endswith("!")]
    return sa.PrimaryKeyConstraint(*parts, name=f"pk_{table}")
