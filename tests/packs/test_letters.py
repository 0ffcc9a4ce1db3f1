"""The letters that the packs ship, as an office must hand them out: GB/T 9704 in every template, read without Word's libraries."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree

from fangyuan.publishing.digests import digest_docx, section
from fangyuan.publishing.reports import Cell, ReportTable
from house.source import ROOT
from packs.mechanisms import loaded

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGEST = "digest.docx"
"""A paper that an officer composes; no letter is made from it."""

TEMPLATES = sorted(one for one in (ROOT / "definitions").glob("*/letters/*.docx") if one.name != DIGEST)
TWIPS_PER_MM = 1440 / 25.4


def document(path: Path) -> etree._Element:
    with ZipFile(path) as packed:
        return etree.fromstring(packed.read("word/document.xml"))


def own_paragraphs(root: etree._Element) -> list[etree._Element]:
    """The paragraphs of the text itself, without those in tables."""
    return [one for one in root.iter(f"{W}p") if one.getparent().tag == f"{W}body"]


def text(paragraph: etree._Element) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{W}t"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_letter_has_the_paper_type_and_lines_of_an_official_document(path: Path) -> None:
    root = document(path)
    [size], [margins] = root.iter(f"{W}pgSz"), root.iter(f"{W}pgMar")
    assert [round(int(size.get(W + side)) / TWIPS_PER_MM) for side in ("w", "h")] == [210, 297]
    found = [round(int(margins.get(W + side)) / TWIPS_PER_MM) for side in ("top", "bottom", "left", "right")]
    assert found == [37, 35, 28, 26]
    fonts, sizes, lines = Counter[str](), Counter[str](), Counter[str]()
    for paragraph in own_paragraphs(root):
        for run in paragraph.iter(f"{W}r"):
            fonts.update(one.get(f"{W}eastAsia", "") for one in run.iter(f"{W}rFonts"))
            sizes.update(one.get(f"{W}val", "") for one in run.iter(f"{W}sz"))
        lines.update(one.get(f"{W}line", "") for one in paragraph.iter(f"{W}spacing"))
    assert set(fonts) <= {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"}
    assert fonts["方正小标宋简体"]
    assert fonts["仿宋_GB2312"] + fonts["楷体_GB2312"]
    assert set(sizes) <= {"60", "44", "32", "28"}
    assert lines["560"], "28 points a line"


def part(path: Path, name: str) -> etree._Element:
    with ZipFile(path) as packed:
        return etree.fromstring(packed.read(f"word/{name}"))


def setting(paragraph: etree._Element, tag: str, attribute: str = "val") -> str:
    found = paragraph.find(f"{W}pPr/{W}{tag}")
    return "" if found is None else found.get(W + attribute, "on")


def test_a_letter_that_an_organ_signs_ends_with_its_name_centred_over_its_date_and_never_on_a_page_of_their_own() -> (
    None
):
    signed = 0
    for path in TEMPLATES:
        lines = own_paragraphs(document(path))
        if text(lines[-1]) != "{{ date|date }}":
            continue
        signed += 1
        last, blank, organ, date = lines[-4:]
        assert text(organ) == "{{ organ }}", path
        assert not text(blank), "the seal begins within a line of the text"
        for one in (organ, date):
            assert (setting(one, "jc"), setting(one, "ind", "left")) == ("center", "4204"), path
        before = blank.getprevious()
        while text(before).startswith("{%p "):
            before = before.getprevious()
        table = before.tag == f"{W}tbl"
        kept = [one for one in (organ, blank, *(() if table else (last,))) if setting(one, "keepNext") == "on"]
        assert len(kept) == (2 if table else 3), path
    assert signed > len(TEMPLATES) // 2


def test_a_table_of_any_length_goes_on_over_pages_and_only_its_last_row_stays_with_the_signature() -> None:
    repeated = 0
    for path in TEMPLATES:
        for table in document(path).iter(f"{W}tbl"):
            said = ["".join(text(one) for one in row.iter(f"{W}p")) for row in table.iter(f"{W}tr")]
            if not any(line.startswith("{%tr for") for line in said):
                continue
            repeated += 1
            rows = [row for row, line in zip(table.iter(f"{W}tr"), said, strict=True) if line.startswith("{{ ")]
            kept = [any(setting(one, "keepNext") == "on" for one in row.iter(f"{W}p")) for row in rows]
            assert kept in ([False], [True, False]), path
            assert len(kept) == 1 or "{%tr if loop.last %}" in said, path
    assert repeated > 3


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_letter_is_set_as_chinese_with_fonts_that_have_others_to_stand_in(path: Path) -> None:
    [language] = part(path, "styles.xml").find(f"{W}docDefaults").iter(f"{W}lang")
    assert language.get(f"{W}eastAsia") == "zh-CN"
    fonts = {one.get(f"{W}name"): one.find(f"{W}altName") for one in part(path, "fontTable.xml").iter(f"{W}font")}
    named = {one.get(f"{W}eastAsia") for one in document(path).iter(f"{W}rFonts")}
    assert all(fonts[name] is not None for name in named if name)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_the_pages_of_a_letter_are_numbered_at_the_outer_edge_below_the_text(path: Path) -> None:
    [section] = document(path).iter(f"{W}sectPr")
    relations = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    with ZipFile(path) as packed:
        targets = {
            one.get("Id"): one.get("Target") for one in etree.fromstring(packed.read("word/_rels/document.xml.rels"))
        }
    footers = {
        one.get(f"{W}type"): part(path, targets[one.get(relations)]) for one in section.iter(f"{W}footerReference")
    }
    sides = {kind: setting(footer.find(f"{W}p"), "jc") for kind, footer in footers.items()}
    assert (sides["default"], sides["even"]) == ("right", "left")
    assert part(path, "settings.xml").find(f"{W}evenAndOddHeaders") is not None
    assert all("PAGE" in "".join(footer.itertext()) for footer in footers.values())


ALONE = re.compile(r"(?:[^{}]*：)?\{\{ (\w+)(?:\|(?:date|sentence))? \}\}(?:[。：]|[^{}]{1,6}：)?")
"""A paragraph that says one word of the context and nothing else: a label, an addressee, a text."""


def barest_paper(path: Path) -> list[str]:
    """The paragraphs of a paper for leaders that has one table without a note, and one text."""
    table = ReportTable("表", ("项目",), [("", "本期")], [(("件数",), [Cell("3", 3)])])
    sections = [section("一、情况", [], [table]), section("二、话", ["一句话"], [])]
    made = Document(
        BytesIO(digest_docx(path.read_bytes(), {"title": "标题", "subtitle": "机关  时期", "sections": sections}))
    )
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [["项目", "本期"], ["件数", "3"]]
    return [paragraph.text for paragraph in made.paragraphs]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_what_nobody_has_to_fill_in_leaves_no_empty_line_and_no_label_behind(path: Path) -> None:
    pack = loaded(path.parent.parent.name)[1]
    letters = [one for one in pack.letters.values() if one.template == path.name]
    if not letters:
        assert path.name in {one.digest.template for one in pack.reports.values() if one.digest}
        assert barest_paper(path) == ["标题", "机关  时期", "一、情况", "表", "二、话", "一句话"]
        return
    within: list[str] = []
    for paragraph in own_paragraphs(document(path)):
        said = text(paragraph)
        if said.startswith("{%p if"):
            within.append(said.split()[2])
        elif said.startswith("{%p endif"):
            within.pop()
        elif (alone := ALONE.fullmatch(said)) and alone[1] not in within:
            own = all(one.context[alone[1]].startswith(("letter.", "subject.")) for one in letters)
            assert own or alone[1] == "organ" or all(alone[1] in one.required for one in letters), said
    assert not within


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_letter_is_addressed_to_somebody_not_to_a_word_in_brackets(path: Path) -> None:
    lines = [text(one) for one in own_paragraphs(document(path))]
    assert [line for line in lines if line.endswith("）：") and "“" not in line] == []
