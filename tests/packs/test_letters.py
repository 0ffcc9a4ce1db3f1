"""The letters that the packs ship, as an office must hand them out: GB/T 9704 in every template, read without Word's libraries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from house.source import ROOT

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEMPLATES = sorted((ROOT / "definitions").glob("*/letters/*.docx"))
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


def test_a_letter_that_an_organ_signs_ends_with_its_name_its_date_and_the_place_of_its_seal() -> None:
    sealed = {path: [text(one) for one in own_paragraphs(document(path)) if text(one).strip()] for path in TEMPLATES}
    signed = {path: lines for path, lines in sealed.items() if any("（印章）" in line for line in lines)}
    assert len(signed) > len(TEMPLATES) // 2
    for path, lines in signed.items():
        last = next(line for line in reversed(lines) if "（印章）" in line)
        assert last == "{{ date|date }}（印章）", path
        assert lines[lines.index(last) - 1] == "{{ organ }}", path


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_letter_is_addressed_to_somebody_not_to_a_word_in_brackets(path: Path) -> None:
    lines = [text(one) for one in own_paragraphs(document(path))]
    assert [line for line in lines if line.endswith("）：") and "“" not in line] == []
