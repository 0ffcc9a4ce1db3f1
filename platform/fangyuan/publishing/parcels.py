"""Several files in one, to be handed out together."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files by their names, in order, as a zip; the same files give the same bytes."""
    made = BytesIO()
    with ZipFile(made, "w") as packed:
        for name, data in files.items():
            packed.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return made.getvalue()
