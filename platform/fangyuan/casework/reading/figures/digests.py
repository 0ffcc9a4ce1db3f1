"""Papers for leaders: composed of a report's tables, of cases that an officer chooses, and of what they write.

Of a case the paper tells what the pack names. The people of the chosen cases are covered in every text of the paper, also in
what an officer wrote and in the tables, where texts of cases stand; what is covered is shown, and stays where the officer says
that it is nobody. The paper is shown for correction, and is not made while a number by which somebody can be found stands in it,
or what looks like a name or an address, unless the officer has said that it is none. Confidential cases are never among those
to choose from.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import fields_seen
from fangyuan.casework.reading.columns import Sheet
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.covering import (
    Covers,
    covers_in,
    finds_somebody,
    guessed,
    left_in,
    people_of,
    unsure,
    without_numbers,
    without_people,
)
from fangyuan.casework.reading.figures.layouts import Layout
from fangyuan.casework.reading.figures.papers import DOCX, paper_table
from fangyuan.casework.reading.figures.periods import Period, period_of
from fangyuan.casework.reading.figures.report import opened, period_for
from fangyuan.casework.reading.figures.shares import Counted, counted
from fangyuan.casework.reading.figures.tables import table_of
from fangyuan.casework.reading.figures.typed_tables import retold, typed_texts
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import DigestCase, DigestCover, DigestPage, DigestSection, FigureTable, Named
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.kinds.dates import is_date
from fangyuan.model.later import later
from fangyuan.model.outputs import Column, View
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.reports import Digest, Report, Section, Table
from fangyuan.model.state import CaseState
from fangyuan.publishing.letters import LetterFailed, long_date
from fangyuan.store.access import Look
from fangyuan.store.lines import CaseLine
from fangyuan.store.projection import indexed_fields
from fangyuan.store.questions import Question, Span, Tally

if TYPE_CHECKING:
    from fangyuan.publishing import digests as papers
else:
    papers = later("fangyuan.publishing.digests")

MOST_CANDIDATES = 50
_DAYS = {"case.registered_at": "登记日期", "case.closed_at": "办结日期", "case.changed_at": "最近变动日期"}
"""Facts that are instants, of which a paper tells the day."""

NO_DIGEST = Problem("not-found", "这张报表没有送阅的文件。", advice="请从统计报表里选择。")


@dataclass(frozen=True, slots=True)
class Written:
    """What an officer has put together: chosen cases, in order, what is said of each, what stands in each written section.

    A case of which nothing is said yet is told as the pack has it. `nobody` are the words that look like somebody and that
    the officer has said to be nobody.
    """

    cases: tuple[str, ...] = ()
    told: Mapping[str, str] | None = None
    texts: Mapping[str, str] | None = None
    nobody: tuple[str, ...] = ()


def digest_page(office: Office, me: Identity, report: str, period: str, written: Written, now: datetime) -> DigestPage:
    """The paper as it stands; raises Refused where the report has none."""
    with office.database.read() as uow:
        return _Composer.at(sit(office, uow, me, now), report, period, written).page()


def check_seen(page: DigestPage, written: Written, seen: Sequence[str]) -> None:
    """Raises Refused while the paper would write a word otherwise that the officer has not been shown."""
    parts = [(f"text-{part.section}" if part.written else "", part.title, part.covered) for part in page.sections]
    parts += [(f"told-{one.case}", one.number, one.covered) for part in page.sections for one in part.cases]
    advice = "下面列出来了，请看一遍再生成；不是人名、住址的，勾选。"
    problems = [
        Problem("covers-person", f"“{title}”里的“{one.word}”在文件里写成“{one.cover}”。", where, advice=advice)
        for where, title, covered in parts
        for one in covered
        if one.word not in {*seen, *written.nobody}
    ]
    if problems:
        raise Refused(*problems)


def digest_file(
    office: Office, me: Identity, report: str, period: str, written: Written, now: datetime,
    seen: Sequence[str] | None = None,
) -> Download:  # fmt: skip
    """The paper as a docx; the access log tells of it. Raises Refused while a text of a case could lead to somebody, and while a
    word would be written otherwise that is not among those `seen`, where it is said what was.
    """
    with office.database.read() as uow:
        composer = _Composer.at(sit(office, uow, me, now), report, period, written)
        page = composer.page()
        if seen is not None:
            check_seen(page, written, seen)
        final = composer.final(page)
        if problems := (*_problems(final), *_unsaid(page, written.nobody)):
            raise Refused(*problems)
        data = composer.docx(final)
    chosen = [case.case for part in page.sections for case in part.cases]
    with office.database.begin() as uow:
        about = f"{report} {page.period.id} digest"
        uow.log.add(me.tenant, Look(me.person, "export", about, len(chosen), now))
        uow.commit()
    return Download(f"{page.title}（{page.period.title}）.docx", DOCX, data)


def _problems(page: DigestPage) -> list[Problem]:
    """Every text that names a number, a card or an address of somebody."""
    texts = [(f"told-{one.case}", one.number, one.text) for part in page.sections for one in part.cases]
    texts += [(f"text-{part.section}", part.title, part.text) for part in page.sections if part.written]
    return [
        Problem("tells-person", f"“{title}”里还有电话、证件号或别的长号码。", where, advice="把号码去掉，再生成。")
        for where, title, text in texts
        if finds_somebody(text)
    ]


def _unsaid(page: DigestPage, nobody: Collection[str]) -> list[Problem]:
    """What looks like somebody, and nobody has said yet that it is not."""
    texts = [(f"told-{one.case}", one.number, one.unsure) for part in page.sections for one in part.cases]
    texts += [(f"text-{part.section}", part.title, part.unsure) for part in page.sections]
    advice = "是的，把它改掉；不是的，在这段文字下面勾选，再生成。"
    return [
        Problem("looks-like-person", f"“{title}”里的“{word}”像是人名或者住址。", where, advice=advice)
        for where, title, words in texts
        for word in words
        if word not in nobody
    ]


@dataclass(frozen=True)
class _Composer:
    desk: Desk
    pack: Pack
    report: Report
    digest: Digest
    period: Period
    written: Written

    @classmethod
    def at(cls, desk: Desk, report: str, period: str, written: Written) -> "_Composer":
        """The composer of a report's paper; raises Refused."""
        pack, found = opened(desk, report)
        if found.digest is None:
            raise Refused(NO_DIGEST)
        chosen = period_for(desk, found, period) if period else period_of(found.per, desk.today)
        return cls(desk, pack, found, found.digest, chosen, written)

    def page(self) -> DigestPage:
        """The paper as it stands."""
        rows = RowMaker(self.desk).cases(self._lines[case] for case in self._candidates if case in self._lines)
        return DigestPage(
            report=self.report.report,
            title=self.digest.title,
            report_title=self.report.title,
            period=Named(self.period.key, self.period.title),
            sections=tuple(map(self._section, self.digest.sections)),
            candidates=rows,
        )

    def final(self, page: DigestPage) -> DigestPage:
        """The paper with everybody covered, as it leaves."""
        return replace(page, sections=tuple(map(self._final, page.sections)))

    def _final(self, part: DigestSection) -> DigestSection:
        cases = tuple(replace(one, text=without_people(one.text, self._hidden)) for one in part.cases)
        return replace(part, text=without_people(part.text, self._hidden), cases=cases)

    def docx(self, page: DigestPage) -> bytes:
        """The filled template; raises Refused where the pack's template cannot be filled."""
        tenant, today = self.desk.tenant.title, self.desk.today
        words = {
            "title": page.title, "subtitle": f"{tenant}  {page.period.title}", "tenant": tenant, "period": page.period.title,
            "year": self.period.start.year, "month": self.period.start.month, "today": today.isoformat(),
            "sections": [self._filled(part) for part in page.sections],
        }  # fmt: skip
        try:
            return papers.digest_docx(self.pack.files.get(self.digest.template), words)
        except LetterFailed as wrong:
            raise Refused(
                Problem("template", f"模板填不出来：{wrong}", advice="请管理员改好定义包里的模板。")
            ) from wrong

    def _filled(self, part: DigestSection) -> Mapping[str, object]:
        known = next(one for one in self.digest.sections if one.section == part.section)
        tables = [retold(layout, table, self._in_table) for layout, table in self._shown(known)]
        told = [[line.strip() for line in one.text.splitlines() if line.strip()] for one in part.cases]
        text = [line for line in part.text.splitlines() if line.strip()]
        lacking = [f"（{one.title}：{one.problem}）" for one in tables if one.problem]
        shown = [paper_table(one) for one in tables if not one.problem]
        return papers.section(
            part.title, [*text, *lacking, *chain(*told)], shown, [lines[0] for lines in told if lines]
        )

    def _tables(self, known: Section) -> list[Table]:
        return [table for name in known.tables for table in self.report.tables if table.table == name]

    def _shown(self, one: Section) -> list[tuple[Layout, FigureTable]]:
        asked = [Layout(self.desk, self.report, table, self.period) for table in self._tables(one)]
        return [(layout, table_of(self.desk, self.report, layout.table, self.period)) for layout in asked]

    def _section(self, one: Section) -> DigestSection:
        if one.most:
            return DigestSection(one.section, one.title, most=one.most, cases=tuple(self._told(one)))
        if one.tables:
            titles = tuple(table.title for table in self._tables(one))
            return DigestSection(one.section, one.title, tables=titles, covered=self._typed(one))
        said = (self.written.texts or {}).get(one.section, one.write)
        return DigestSection(
            one.section, one.title, text=said, written=True, unsure=self._unsure(said), covered=self._covered(said)
        )

    def _told(self, one: Section) -> list[DigestCase]:
        """The chosen cases, as they were corrected, else as the pack tells them; those beyond `most` are left out."""
        found = []
        for place, case in enumerate([case for case in self.written.cases if case in self._lines][: one.most], 1):
            line, told = self._lines[case], (self.written.told or {}).get(case)
            text = told if told is not None else f"案例{place}\n{self._case(one, line)}"
            found.append(DigestCase(case, line.number, text, self._unsure(text), self._covered(text)))
        return found

    def _unsure(self, text: str) -> tuple[str, ...]:
        """What looks like somebody once those who are known are covered, and longer words that begin like one of them."""
        return tuple(dict.fromkeys((*left_in(text, self._people), *unsure(without_people(text, self._people)))))

    def _covered(self, text: str) -> tuple[DigestCover, ...]:
        return tuple(DigestCover(word, cover) for word, cover in covers_in(text, self._people) if word != cover)

    def _typed(self, one: Section) -> tuple[DigestCover, ...]:
        """What of the texts in the tables the paper writes otherwise: nobody can correct them there."""
        texts = [text for layout, table in self._shown(one) for text in typed_texts(layout, table)]
        found = (
            each
            for text in texts
            for each in (*self._covered(text), *(DigestCover(*pair) for pair in guessed(text, self._people)))
        )
        return tuple(dict.fromkeys(found))

    def _in_table(self, text: str) -> str:
        told = without_people(text, self._hidden)
        for word, cover in guessed(text, self._people):
            told = told if word in self.written.nobody else told.replace(word, cover)
        return without_numbers(told)

    def _case(self, one: Section, line: CaseLine) -> str:
        """What the pack tells of a case, a line each, without numbers by which somebody can be found."""
        state, names = self._states[line.case], self.desk.names(line.pack, line.case_type)
        if names is None:
            return ""
        sheet = self._sheet(names)
        seen = ((path, self._said(sheet, path, line, state)) for path in one.tell if sheet.sight.sees(path))
        told = ((_DAYS.get(path) or sheet.title(path), said) for path, said in seen if said)
        lines = (f"{title}：{without_numbers(without_people(said, self._people))}" for title, said in told)
        return "\n".join(lines)

    def _said(self, sheet: Sheet, path: str, line: CaseLine, state: CaseState) -> str:
        """What stands at a path, of an instant the day; days as papers write them."""
        told = sheet.cell(path, line, state.answers)
        told = told.partition(" ")[0] if path in _DAYS else told
        return long_date(told) if is_date(told) else told

    def _sheet(self, names: Names) -> Sheet:
        kind = names.case_type
        sight = fields_seen(self.desk.person, names.pack, kind, self.desk.directory, self.desk.today)
        view = View("digest", "", kind.key, (Column("case.number", ""),))
        fields = {one.path: one for one in indexed_fields(kind)}
        return Sheet(view, names, sight, fields, self.desk.office.kinds, self.desk.zone, self.desk.today)

    @cached_property
    def _counted(self) -> Counted:
        first = self.report.tables[0]
        found = counted(self.desk, first.case_types, first.condition)
        return replace(found, shares=tuple(replace(share, open_only=True) for share in found.shares))

    @cached_property
    def _candidates(self) -> Sequence[str]:
        """The newest cases that were closed in the period and that the officer sees; of a family the first one alone."""
        span = Span("case.closed_at", self.period.start, self.period.end)
        question = Question(self._counted.shares, span, (Tally("cases"),))
        found = self.desk.uow.figures.behind(question, [()], self.desk.tenant.tenant, MOST_CANDIDATES, 0)
        return [one.case for one in found.cases]

    @cached_property
    def _lines(self) -> Mapping[str, CaseLine]:
        """The cases to choose from; what is asked for and is not among them is none that may be told."""
        if not self._candidates:
            return {}
        sight = replace(self._counted.shares[0].sight, units=None)
        return self.desk.uow.cases.lines(self.desk.tenant.tenant, list(self._candidates), self.desk.moment(), sight)

    @cached_property
    def _states(self) -> Mapping[str, CaseState]:
        return self.desk.uow.cases.states(
            self.desk.tenant.tenant, [case for case in self.written.cases if case in self._lines]
        )

    @cached_property
    def _hidden(self) -> Covers:
        """Those whom the officer has not said to be nobody."""
        return tuple(pair for pair in self._people if pair[0] not in self.written.nobody)

    @cached_property
    def _people(self) -> Covers:
        """Everybody whom one of the chosen cases knows."""
        lines = [(self._lines[case], state) for case, state in self._states.items()]
        known = ((self.desk.names(line.pack, line.case_type), state) for line, state in lines)
        directory = self.desk.directory
        found = [
            pair for names, state in known if names for pair in people_of(state.answers, names.case_type, directory)
        ]
        return tuple(sorted(set(found), key=lambda pair: (-len(pair[0]), pair)))
