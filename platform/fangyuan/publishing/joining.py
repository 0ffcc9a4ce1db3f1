"""Papers in one PDF, to be printed in one go: each begins on a sheet of its own. What is no PDF yet, LibreOffice draws."""

import importlib
import os
import shutil
import signal
import subprocess
import tempfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from docx import Document
from docx.shared import Emu, Mm

PDF = "application/pdf"
PICTURES = (".jpg", ".jpeg", ".png")
SECONDS = 25
"""How long drawing may take; whoever asked waits for it."""

MOST_PAGES = 2000
_WIDE, _HIGH = 210, 297
_MARGIN = 10
_ACTING = frozenset({"/AA", "/JS", "/OpenAction", "/EF"})
"""What makes something in a PDF act by itself, the scripts, and files that it carries."""

_FAULTS = (
    AttributeError,
    KeyError,
    LookupError,
    OSError,
    OverflowError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What a PDF that somebody spoiled may give, beside what its reader says itself."""

_at_the_press = BoundedSemaphore(1)


class NotDrawn(Exception):
    """LibreOffice is not there, is busy for others, or did not come to an end."""


class NotJoined(Exception):
    """A paper cannot be put among others: it is locked, damaged, or there are too many pages; says its name."""


class NoPages(NotJoined):
    """A paper has no page at all; says its name."""


def can_draw() -> bool:
    """Whether this machine can make a PDF of a Word file."""
    return shutil.which("soffice") is not None


def drawn(papers: Mapping[str, bytes]) -> dict[str, bytes]:
    """Word files and pictures as PDF, by the same names; raises NotDrawn. Their macros, had they any, do not run."""
    if not papers:
        return {}
    if not _at_the_press.acquire(timeout=SECONDS):
        raise NotDrawn("busy")
    try:
        with tempfile.TemporaryDirectory(prefix="fangyuan-press-") as folder:
            return _drawn(papers, Path(folder))
    finally:
        _at_the_press.release()


def _drawn(papers: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    names = {name: f"{number}.docx" for number, name in enumerate(papers)}
    for name, raw in papers.items():
        (folder / names[name]).write_bytes(_on_a_page(name, raw) if _is_picture(name) else raw)
    _press(folder, [*names.values()])
    made = {name: folder / Path(file).with_suffix(".pdf") for name, file in names.items()}
    if lacking := [name for name, file in made.items() if not file.exists()]:
        raise NotJoined(lacking[0])
    return {name: file.read_bytes() for name, file in made.items()}


def _press(folder: Path, files: Sequence[str]) -> None:
    """Has LibreOffice make PDF files, with a profile of its own; whatever it started ends with it."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise NotDrawn("not there")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    asked = [soffice, profile, "--headless", "--norestore", "--nologo", "--convert-to", "pdf", "--outdir", ".", *files]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - fixed words and names of our own
        asked, cwd=folder, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    ) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as late:
            os.killpg(process.pid, signal.SIGKILL)
            raise NotDrawn("late") from late


def _is_picture(name: str) -> bool:
    return name.lower().endswith(PICTURES)


def _on_a_page(name: str, raw: bytes) -> bytes:
    """A picture on a page of A4, as large as it fits."""
    page, made = Document(), BytesIO()
    section = page.sections[0]
    section.page_width, section.page_height = Mm(_WIDE), Mm(_HIGH)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    section.header_distance = section.footer_distance = Mm(0)
    try:
        shape = page.add_paragraph().add_run().add_picture(BytesIO(raw))
    except (*_FAULTS, ZeroDivisionError) as wrong:
        raise NotJoined(name) from wrong
    most = min(Mm(_WIDE - 2 * _MARGIN) / shape.width, Mm(_HIGH - 3 * _MARGIN) / shape.height)
    shape.width, shape.height = Emu(int(shape.width * most)), Emu(int(shape.height * most))
    page.save(made)
    return made.getvalue()


def joined(papers: Mapping[str, bytes]) -> bytes:
    """The PDF files one after the other, with a blank page behind each that would share its last sheet; raises NotJoined.

    What a page would do by itself, or when somebody touches it, stays behind: nothing of it can be printed.
    """
    # Read when it is wanted: hardly any process joins papers.
    pypdf = importlib.import_module("pypdf")
    made, target = pypdf.PdfWriter(), BytesIO()
    for name, raw in papers.items():
        if len(made.pages) % 2:
            made.add_blank_page()
        before = len(made.pages)
        try:
            pages = pypdf.PdfReader(BytesIO(raw)).pages
            _still(pages, pypdf.generic)
            for page in pages:
                made.add_page(page)
                if len(made.pages) > MOST_PAGES:
                    raise NotJoined(name)
        except (pypdf.errors.PyPdfError, *_FAULTS) as wrong:
            raise NotJoined(name) from wrong
        if len(made.pages) == before:
            raise NoPages(name)
    made.write(target)
    return target.getvalue()


def _still(pages: Iterable[Any], generic: Any) -> None:
    """Takes out of pages, and of everything that hangs on them, whatever acts: scripts, files to open, forms to send."""
    seen: set[int] = set()
    waiting: list[Any] = list(pages)
    while waiting:
        one = waiting.pop()
        one = one.get_object() if isinstance(one, generic.IndirectObject) else one
        if id(one) in seen or not isinstance(one, generic.DictionaryObject | generic.ArrayObject):
            continue
        seen.add(id(one))
        if isinstance(one, generic.DictionaryObject):
            for key in [key for key in one if key in _ACTING or (key == "/A" and _acts(one))]:
                del one[key]
        waiting += one.values() if isinstance(one, generic.DictionaryObject) else one


def _acts(one: Any) -> bool:
    """Whether what an entry calls `/A` is an action; elsewhere it may be a list of attributes."""
    action = one["/A"]
    return isinstance(action, dict) and "/S" in action
