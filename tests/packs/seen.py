"""Every letter, report and ledger that the packs ship, made of real content and drawn by LibreOffice, for a person to look at.

`PYTHONPATH=tests python -m packs.seen [letters] [files] [papers]` plays every scenario of definitions/ and renders each letter that
it issued, the fullest and the barest of each template; fills the demo and takes out every report and ledger, and what is composed
there: papers for leaders, the papers of a meeting, the whole and the brief of the longest case. Pictures of all pages and
`index.html` come to var/seen. What a test can hold, tests hold; this is for what only eyes find.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from fangyuan.casework.brief import case_brief
from fangyuan.casework.demonstrating import demonstrate
from fangyuan.casework.exporting import ledger_xlsx
from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.kits import PARTS, Wanted, make_kit, view_of_all
from fangyuan.casework.lettering import letter_context
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.figures.digests import Written, digest_file, digest_page
from fangyuan.casework.reading.figures.papers import report_file
from fangyuan.casework.reading.figures.report import open_reports, reports_page
from fangyuan.casework.reading.frame import open_views, viewer
from fangyuan.casework.reading.ledger import question
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import case_type_of, read_scenario
from fangyuan.casework.rehearsing.testing import default_type, scenarios_of
from fangyuan.casework.whole_file import whole_file
from fangyuan.engine.folding import fold
from fangyuan.engine.names import Names
from fangyuan.kinds import load_kinds
from fangyuan.publishing.letters import render
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf
from fangyuan.web import Settings, create_app
from fangyuan.web.sentences import printed_line
from packs.mechanisms import DEFINITIONS, ROOT, loaded

SEEN = ROOT / "var" / "seen"
NOW = datetime(2026, 12, 31, 1, tzinfo=UTC)
"""After the last day that the demonstration tells."""
NEEDED = {"soffice": "libreoffice-writer and libreoffice-calc", "pdftoppm": "poppler-utils"}
MANY = 6
SAID = "本季度总量平稳，欠薪、征地补偿两类问题相对集中，已逐件明确责任单位和办结时限。"
ZONE = "Asia/Shanghai"
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
        **(dict(taken_out(words)) if set(words) != {"letters"} else {}),
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


def taken_out(words: list[str]) -> Iterator[tuple[str, bytes]]:
    """What the office of the demonstration takes out: `files`, `papers`, or both where neither is named."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-seen-") as folder:
        database = Database(f"sqlite:///{folder}/office.sqlite3", InstallationKey(b"k" * 32), fold)
        database.migrate()
        office = Office(database, load_kinds(), FileShelf(Path(folder) / "files"))
        list(demonstrate(office, DEFINITIONS, "fangyuan-demo", NOW))
        everybody = _everybody(office)
        if "papers" not in words or "files" in words:
            yield from files(office, everybody)
        if "files" not in words or "papers" in words:
            yield from composed(office, everybody)
        database.close()


def files(office: Office, everybody: list[Identity]) -> Iterator[tuple[str, bytes]]:
    """Every report (both files) and every ledger, once, as whoever sees the most of those who may open it takes it out."""
    seen = set[str]()
    for me in everybody:
        for report in reports_page(office, me, NOW).reports:
            for sort in ("xlsx", "docx") if report.report not in seen else ():
                yield _named("report", report.report, report_file(office, me, report.report, "", sort, NOW))
            seen.add(report.report)
        for view in viewer(office, me, NOW).views:
            if view.id not in seen:
                yield _named("ledger", view.id, ledger_xlsx(office, me, view.id, {}, "", NOW))
            seen.add(view.id)


def composed(office: Office, everybody: list[Identity]) -> Iterator[tuple[str, bytes]]:
    """Each paper for leaders with its first cases, the papers of a meeting over the fullest ledger, the longest case, once a tenant
    that has more than a handful of cases.
    """
    web, seen = create_app(office, Settings(secret_key="s" * 32)), set[str]()
    with web.test_request_context("/"):
        for me in everybody:
            for report in _with_paper(office, me):
                if f"digest {report}" not in seen:
                    yield _named("digest", report, _digest(office, me, report))
                seen.add(f"digest {report}")
            if me.tenant not in seen and len(cases := _cases(office, me)) > MANY:
                seen.add(me.tenant)
                wanted = Wanted(PARTS, when="2026年11月23日上午9时", where="三楼会议室")
                view = view_of_all(office, me, cases[:MANY], NOW)
                yield _named("kit", me.tenant, make_kit(office, me, view, cases[:MANY], wanted, NOW))
                for sort, make in (("whole", whole_file), ("brief", case_brief)):
                    yield _named(sort, me.tenant, make(office, me, cases[0], printed_line, ZONE, NOW))


def _with_paper(office: Office, me: Identity) -> list[str]:
    """The reports of which a paper for leaders is composed."""
    with office.database.read() as uow:
        return [report.report for _, report in open_reports(sit(office, uow, me, NOW)) if report.digest]


def _digest(office: Office, me: Identity, report: str) -> Download:
    """A paper over the year so far with four cases; whatever looks like somebody in this invented county is nobody."""
    period = digest_page(office, me, report, "", Written(), NOW).period.id
    page = digest_page(office, me, report, period, Written(), NOW)
    written = Written(tuple(one.case for one in page.candidates[:4]), texts={
        part.section: SAID for part in page.sections if part.written
    })  # fmt: skip
    page = digest_page(office, me, report, period, written, NOW)
    words = [word for part in page.sections for word in (*part.unsure, *(w for one in part.cases for w in one.unsure))]
    return digest_file(office, me, report, period, replace(written, nobody=tuple(words)), NOW)


def _cases(office: Office, me: Identity) -> list[str]:
    """The cases that somebody may open in their views, those of which the most has happened first."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, NOW)
        lines = {
            line.case: line
            for _, view in open_views(desk)
            for line in uow.cases.page(question(office, desk, view.view, {}, "", "").listing).rows
        }
        return sorted(lines, key=lambda case: -len(uow.cases.events(me.tenant, case)))


def _named(sort: str, name: str, made: Download) -> tuple[str, bytes]:
    ending, data = Path(made.name).suffix, made.data
    if ending == ".zip":
        with ZipFile(BytesIO(data)) as parcel:
            ending, data = ".docx", parcel.read(min(parcel.namelist()))
    return re.sub(r"[/\s]+", " ", f"{sort} {name} {ending[1:]}") + ending, data


def _everybody(office: Office) -> list[Identity]:
    """All officers, those of the busiest tenant who open the most views first."""
    with office.database.read() as uow:
        found = [
            Identity(tenant, person.person)
            for tenant in uow.directory.tenants()
            for person in uow.directory.load(tenant)[1].people.values()
            if person.tenant == tenant and person.active
        ]
    seen = {me: len(_cases(office, me)) for me in found}
    most = {me.tenant: 0 for me in found}
    for me, many in seen.items():
        most[me.tenant] = max(most[me.tenant], many)
    return sorted(found, key=lambda me: (-most[me.tenant], -seen[me]))


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
