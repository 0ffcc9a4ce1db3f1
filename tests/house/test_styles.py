"""A class of the pages is laid out in one stylesheet, so that no page changes the look of another."""

import re
from collections import defaultdict
from pathlib import Path

SHEETS = Path(__file__).parents[2] / "platform" / "fangyuan" / "web" / "assets" / "css"
ONE_CLASS = re.compile(r"\.fy-[a-z0-9-]+")


def classes(sheet: Path) -> set[str]:
    """The classes that the sheet lays out wherever they stand."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{", text) for one in rule.split(",")]
    return {one for one in selectors if ONE_CLASS.fullmatch(one)}


def test_a_class_is_laid_out_in_one_sheet() -> None:
    sheets = [sheet for sheet in sorted(SHEETS.glob("*.css")) if sheet.name != "print.css"]
    found = defaultdict(list)
    for sheet in sheets:
        for name in classes(sheet):
            found[name].append(sheet.name)

    assert len(found) > 100
    assert {name: where for name, where in found.items() if len(where) > 1} == {}
