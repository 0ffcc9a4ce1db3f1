"""New identities: UUIDv7 as text, so that keys grow with time and indexes stay packed."""

from uuid_utils import uuid7


def new_id() -> str:
    """A new UUIDv7, 36 characters."""
    return str(uuid7())
