"""How large a pack may be; beyond it, it is refused before it costs anything."""

FILES = 2_000
FOLDER_DEPTH = 6
TEXT_BYTES = 1_000_000
BLOB_BYTES = 8_000_000
PACK_BYTES = 40_000_000
ARCHIVE_BYTES = 2 * PACK_BYTES
"""An archive: the files, their list and the entries of a zip."""
VALUES = 100_000
"""Values of one file, aliases expanded."""
DEPTH = 60
"""Levels of nesting in one file."""
