"""Every letter, report and ledger that the packs ship, made of real content and drawn by LibreOffice, for a person to look at.

`PYTHONPATH=tests python -m packs.seen [letters] [files]` plays every scenario of definitions/ and renders each letter that it
issued, the fullest and the barest of each template; fills the demo and takes every report and ledger out. Pictures of all pages
and `index.html` come to var/seen. What a test can hold, tests hold; this is for what only eyes find.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from fangyuan.casework.demonstrating import demonstrate
from fangyuan.casework.exporting import ledger_xlsx
from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.lettering import letter_context
from fangyuan.casework.office import Office
from fangyuan.casework.reading.figures.papers import report_file
from fangyuan.casework.reading.figures.report import reports_page
from fangyuan.casework.reading.frame import viewer
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import case_type_of, read_scenario
from fangyuan.casework.rehearsing.testing import default_type, scenarios_of
from fangyuan.engine.folding import fold
from fangyuan.engine.names import Names
from fangyuan.kinds import load_kinds
from fangyuan.publishing.letters import render
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf
from packs.mechanisms import DEFINITIONS, ROOT, loaded

SEEN = ROOT / "var" / "seen"
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
NEEDED = {"soffice": "libreoffice-writer and libreoffice-calc", "pdftoppm": "poppler-utils"}
AT_ONCE = 30
"""How many files LibreOffice is given in one go."""

Papers = dict[str, bytes]
"""Files by the name they are shown under."""


def main(words: list[str]) -> None:
    """Draws the letters, the files that are taken out of the office, or both where no word says which."""
    if missing := [f"{tool} ({package})" for tool, package in NEEDED.items() if not shutil.which(tool)]:
        raise SystemExit(f"Install from your system's packages what draws the pages: {', '.join(missing)}.")
    shutil.rmtree(SEEN, ignore_errors=True)
    SEEN.mkdir(parents=True)
    papers = {
        **(letters() if not words or "letters" in words else {}),
        **(dict(taken_out()) if not words or "files" in words else {}),
    }
    for name, data in papers.items():
        (SEEN / name).write_bytes(data)
    draw(sorted(papers))
    print(f"{len(papers)} files, {len(list(SEEN.glob('*.png')))} pages: {SEEN.relative_to(ROOT) / 'index.html'}")


def letters() -> Papers:
    """Of each template that a scenario's letter was made from the fullest and the barest, with the kinds' words."""
    full: dict[str, tuple[int, bytes]] = {}
    bare: dict[str, tuple[int, bytes]] = {}
    for folder in sorted(path.parent.name for path in DEFINITIONS.glob("*/pack.yaml")):
        for name, filled, docx in _issued(folder):
            if name not in full or filled > full[name][0]:
                full[name] = (filled, docx)
            if name not in bare or filled < bare[name][0]:
                bare[name] = (filled, docx)
    found = {f"letter {name}.docx": docx for name, (_, docx) in full.items()}
    return found | {f"letter {name} bare.docx": docx for name, (filled, docx) in bare.items() if filled < full[name][0]}


def _issued(folder: str) -> Iterator[tuple[str, int, bytes]]:
    """(template, how much stands in it, docx) of every letter that the scenarios of a pack bring."""
    source, pack = loaded(folder)
    homes = {(DEFINITIONS / home.parent.parent.name / "letters" / home.name).read_bytes(): home
             for home in DEFINITIONS.glob("*/letters/*.docx")}  # fmt: skip
    kinds = load_kinds()
    for _, data in scenarios_of(source):
        scenario = read_scenario(data)
        memory = Memory(pack, scenario, kinds)
        kind = case_type_of(pack, scenario.case_type) if scenario.case_type else default_type(pack)
        list(Player(memory, kind).play(scenario.steps))
        for state in memory.states.values():
            for one in state.letters.values():
                template = pack.files[one.template]
                said = letter_context(
                    pack, pack.case_types[state.case_type], one, Names(memory.world.directory), kinds, memory.world
                )
                home = homes[template]
                filled = sum(len(str(value)) for value in said.values()) + 1000 * sum(map(bool, said.values()))
                yield f"{home.parent.parent.name} {home.stem}", filled, render(template, said)


def taken_out() -> Iterator[tuple[str, bytes]]:
    """Every report (both files) and every ledger of the demonstration, once, as somebody who may open it takes it out."""
    seen = set[str]()
    with tempfile.TemporaryDirectory(prefix="fangyuan-seen-") as folder:
        database = Database(f"sqlite:///{folder}/office.sqlite3", InstallationKey(b"k" * 32), fold)
        database.migrate()
        office = Office(database, load_kinds(), FileShelf(Path(folder) / "files"))
        list(demonstrate(office, DEFINITIONS, "fangyuan-demo", NOW))
        for me in _everybody(office):
            for report in reports_page(office, me, NOW).reports:
                for sort in ("xlsx", "docx") if report.report not in seen else ():
                    yield _named("report", report.report, report_file(office, me, report.report, "", sort, NOW))
                seen.add(report.report)
            for view in viewer(office, me, NOW).views:
                if view.id not in seen:
                    yield _named("ledger", view.id, ledger_xlsx(office, me, view.id, {}, "", NOW))
                seen.add(view.id)
        database.close()


def _named(sort: str, name: str, made: Download) -> tuple[str, bytes]:
    ending = Path(made.name).suffix
    return re.sub(r"[/\s]+", " ", f"{sort} {name} {ending[1:]}") + ending, made.data


def _everybody(office: Office) -> list[Identity]:
    with office.database.read() as uow:
        return [
            Identity(tenant, person.person)
            for tenant in uow.directory.tenants()
            for person in uow.directory.load(tenant)[1].people.values()
            if person.tenant == tenant and person.active
        ]


def draw(names: list[str]) -> None:
    """Makes a PDF and pictures of every file, and the page that shows them all."""
    for some in (names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE)):
        with tempfile.TemporaryDirectory(prefix="fangyuan-soffice-") as profile:
            command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
            subprocess.run([*command, "--outdir", ".", *some], cwd=SEEN, check=True, stdout=subprocess.DEVNULL)
    for name in names:
        made = Path(name).with_suffix(".pdf")
        subprocess.run(["pdftoppm", "-r", "70", "-png", made, made.stem], cwd=SEEN, check=True)
    (SEEN / "index.html").write_text("".join(_page(names)), encoding="utf-8")


def _page(names: list[str]) -> Iterator[str]:
    yield "<meta charset=utf-8><title>Letters, reports, ledgers</title><style>figure{display:inline-block;margin:8px}"
    yield "img{width:420px;border:1px solid #999}figcaption{font:13px sans-serif}</style>"
    for name in names:
        for picture in sorted(SEEN.glob(f"{Path(name).stem}-*.png")):
            said = html.escape(picture.stem)
            yield f"<figure><img src='{html.escape(picture.name)}' alt='{said}'><figcaption>{said}</figcaption></figure>"


if __name__ == "__main__":
    main(sys.argv[1:])
