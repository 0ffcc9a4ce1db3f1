"""The guide for authors lists every kind, with the example that the gallery shows, and what it really is kept and read as."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fangyuan.casework.reading.gallery import showcase
from fangyuan.kinds import load_kinds

GUIDE = Path(__file__).parents[3] / "docs" / "field-kinds.md"
KINDS = load_kinds()


def chapters() -> dict[str, str]:
    """Each chapter by its heading."""
    parts = re.split(r"^## (.+)$", GUIDE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_kind_has_a_chapter_in_the_order_of_the_registry() -> None:
    assert list(chapters())[:-1] == list(KINDS.names())


@pytest.mark.parametrize("name", KINDS.names())
def test_a_chapter_says_what_is_so(name: str) -> None:
    chapter, kind = chapters()[name], KINDS.get(name)
    example = kind.example  # type: ignore[attr-defined]
    written = re.search(r"```json\n(.*?)```", chapter, re.DOTALL)
    assert written is not None
    assert json.loads(written[1]) == example.schema
    if example.value is not None:
        fields = {field.name: field for field in showcase(kind, KINDS).form.fields}
        field = fields.get(f"filled-{name}") or next(iter(fields.values()))
        assert f"存为 `{json.dumps(example.value, ensure_ascii=False)}`" in chapter
        assert f"```text\n{kind.text(example.value, field, {})}\n```" in chapter
