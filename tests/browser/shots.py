"""Takes a picture of every page at a desk and on a phone, and finds what is wrong with how it is laid out.

`python -m browser.shots` serves the demo from a folder of its own; with an address, such as
`python -m browser.shots http://127.0.0.1:8080`, it looks at a server that runs already.
Ends with an error if a page is wider than its window or axe finds a violation.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from fixtures.chromium import DESK, PHONE, launch
from fixtures.serving import free_port, serving

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "var" / "shots"
AXE = ROOT / "platform" / "fangyuan" / "web" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
WINDOWS = {"1280": DESK, "390": PHONE}

List = dict[str, Any]


def main(address: str | None) -> None:
    """Looks at every page of pages.toml; the findings are printed and make the exit code 1."""
    pages = tomllib.loads(Path(__file__).with_name("pages.toml").read_text(encoding="utf-8"))
    SHOTS.mkdir(parents=True, exist_ok=True)
    with server(address) as base, sync_playwright() as playwright:
        browser = launch(playwright)
        findings = [finding for width in WINDOWS for finding in look(browser, base, pages, width)]
        browser.close()
    print(f"{len(pages['page']) * len(WINDOWS)} pictures in {SHOTS.relative_to(ROOT)}, {len(findings)} findings")
    if findings:
        raise SystemExit("\n".join(findings))


@contextmanager
def server(address: str | None) -> Iterator[str]:
    """The address of a server that runs already, or of the demo, served while the block lasts."""
    if address:
        yield address.rstrip("/")
        return
    fangyuan = str(ROOT / ".venv" / "bin" / "fangyuan")
    base = f"http://127.0.0.1:{(port := free_port())}"
    with tempfile.TemporaryDirectory(prefix="fangyuan-shots-") as folder:
        env = {**os.environ, "FANGYUAN_HOME": folder}
        subprocess.run([fangyuan, "demo"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        command = [fangyuan, "serve", "--host", "127.0.0.1", "--port", str(port)]
        with serving(command, f"{base}/login", cwd=ROOT, env=env, log=Path(folder) / "serve.log", seconds=60):
            yield base


def look(browser: Browser, base: str, pages: List, width: str) -> Iterator[str]:
    """Goes through all pages in a window of this width, one log-in a person."""
    people: dict[str | None, Page] = {}
    for entry in pages["page"]:
        person = entry.get("as")
        if person not in people:
            context = browser.new_context(base_url=base, viewport=WINDOWS[width], locale="zh-CN")  # type: ignore[arg-type]
            people[person] = context.new_page()
            if person:
                log_in(people[person], pages, person)
        yield from (f"{entry['name']} at {width} px: {finding}" for finding in picture(people[person], entry, width))
    for page in people.values():
        page.context.close()


def log_in(page: Page, pages: List, person: str) -> None:
    """Logs a demo user in; raises if the login page comes back."""
    form = pages["login"]
    page.goto(form["path"])
    page.fill(f"[name={form['user']}]", person)
    page.fill(f"[name={form['password']}]", pages["people"][person])
    page.press(f"[name={form['password']}]", "Enter")
    page.wait_for_url(lambda url: form["path"] not in url)


def address(page: Page, entry: List) -> str:
    """The path of an entry; the search box leads from the number of its case to the case."""
    if "case" not in entry:
        return str(entry["path"])
    page.goto(f"/search?q={entry['case']}")
    return str(entry["path"]).format(case=page.url.rpartition("/")[2])


def picture(page: Page, entry: List, width: str) -> Iterator[str]:
    """Takes the picture of one page and gives what is wrong with it."""
    response = page.goto(address(page, entry), wait_until="networkidle")
    if response is None or response.status != entry.get("status", 200):
        yield f"answered {response.status if response else 'nothing'}"
        return
    if "click" in entry:
        page.get_by_text(entry["click"], exact=True).first.click()
        page.wait_for_load_state("networkidle")
    if "shows" in entry:
        page.locator(entry["shows"]).first.wait_for()
    page.screenshot(path=SHOTS / f"{entry['name']}-{width}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"{wide} px wider than the window"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    for violation in result["violations"]:
        places = ", ".join(str(node["target"][0]) for node in violation["nodes"][:5])
        yield f"{violation['id']}: {violation['help']} ({places})"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
