"""The papers that the office hands out say word for word what is kept in tests/packs/golden, read by libraries that write none."""

from __future__ import annotations

from packs.golden import LETTERS, differences, kept, papers


def test_letters_the_monthly_report_and_a_ledger_say_what_is_kept_of_them() -> None:
    found = [*differences(kept(), papers())]
    assert found == [], "\n".join(
        ["`PYTHONPATH=tests python -m packs.golden` writes them anew, if this is right:", *found]
    )


def test_what_is_kept_has_each_letter_on_the_page_of_an_official_document_with_its_number() -> None:
    for name in LETTERS:
        lines = kept()[f"letter-{name}.txt"]
        assert lines[:2] == ["page 210 × 297 mm portrait", "margins top 37 mm, bottom 35 mm, left 28 mm, right 26 mm"]
        assert any("〔2026〕1号" in line for line in lines), name


def test_a_line_that_differs_is_told_by_file_and_number() -> None:
    wanted = {"report.txt": ["title", "件数 | 3", "sum"], "gone.txt": ["all of it"]}
    made = {"report.txt": ["title", "件数 | 4", "sum"]}
    assert [*differences(wanted, made)] == [
        "gone.txt:1: kept ['all of it'], made []",
        "report.txt:2: kept ['件数 | 3'], made ['件数 | 4']",
    ]
