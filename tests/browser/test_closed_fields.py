"""Fields that an ENABLE or a DISABLE closes, in a real browser: they open and close as one answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.test_forms import AXE, RULES, enter
from fixtures.serving import in_thread
from fixtures.web import NEW, Site
from unit.web.test_closed_fields import closing


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site whose registering form closes fields."""
    place = closing(tmp_path)
    made = Site(place)
    made.open_accounts()
    yield made
    place.office.database.close()


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The site, served by a thread of this process."""
    with in_thread(site.app) as url:
        yield url


def test_fields_open_and_close_as_one_answers(page: Page, address: str) -> None:
    enter(page, address, NEW)
    checked = page.get_by_label("已核对").or_(page.locator('[data-answer="checked"] input[value="true"]')).first
    result, source, inner = (
        page.locator(f'[name="{name}"]:not([type=hidden])') for name in ("result", "source", "box.inner")
    )
    way = page.locator('[data-answer="way"] input[type=radio]').first
    for closed in (result, way, inner):
        expect(closed).to_be_disabled()
    expect(source).to_be_enabled()
    page.evaluate(AXE.read_text("utf-8"))
    ran = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    assert [wrong["id"] for wrong in ran["violations"]] == []
    source.fill("信件")
    checked.check()
    expect(result).to_be_enabled()
    expect(inner).to_be_enabled()
    expect(source).to_be_disabled()
    result.fill("属实")
    expect(way).to_be_enabled()
    page.locator('[data-answer="checked"] input[value="false"]').check()
    # What is closed counts as it stood, so what hangs on it is closed as well.
    expect(way).to_be_disabled()
    expect(source).to_be_enabled()
