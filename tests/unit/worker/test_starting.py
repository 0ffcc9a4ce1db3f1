"""How a process begins: what only few pages or commands need is loaded with the first of them, and nobody else waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fangyuan.cli import Rooms, fangyuan, pack
from unit.casework.offices import make_place

PAPERS = ("docxtpl", "icalendar", "openpyxl", "pypdf", "xlsxwriter")
"""What reads and writes papers, workbooks and calendars."""

COMPILING = ("docx", "fangyuan.compiler.compiling", "jsonschema", "lxml", "rapidfuzz", "ruamel.yaml", "yaml")
"""What compiles packs and judges answers."""

WEB = ("fangyuan.web", "flask", "waitress", "wtforms")
OTHERS = ("alembic", "markdown_it", "procrastinate", "pypinyin")
"""What changes tables, shows text with marks, works beside others, and knows how names sound."""

SIGNING_IN = """
from fangyuan.app import create
assert create().test_client().get("/login").status_code == 200
"""
SWEEPING = """
from fangyuan.cli import fangyuan
fangyuan(["sweep", "--json"], standalone_mode=False)
"""
HELP = """
from fangyuan.cli import fangyuan
fangyuan(["--help"], standalone_mode=False)
"""
STARTS = {
    "the page to sign in": (SIGNING_IN, (*PAPERS, *COMPILING, "waitress", *OTHERS, "fangyuan.publishing.reports")),
    "a round by command": (SWEEPING, (*PAPERS, *WEB, *OTHERS)),
    "the list of commands": (HELP, (*PAPERS, *COMPILING, *WEB, *OTHERS, "sqlalchemy", "fangyuan.casework")),
}


@pytest.mark.parametrize("start", STARTS)
def test_who_begins_waits_for_nothing_that_only_others_need(start: str, sqlite_url: str, tmp_path: Path) -> None:
    make_place(sqlite_url, tmp_path).office.database.close()
    code, others = STARTS[start]
    assert [name for name in others if find_spec(name) is None] == []
    env = {**os.environ, "FANGYUAN_HOME": str(tmp_path), "FANGYUAN_DATABASE": sqlite_url}
    loads = f"import sys\n{code}\nprint(*sorted(set(sys.argv[1:]) & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", loads, *others], env=env, check=True, capture_output=True, text=True)
    assert ended.stdout.splitlines()[-1] == ""


@pytest.mark.parametrize("group", [fangyuan, pack], ids=lambda group: group.name)
def test_the_list_of_commands_says_of_each_what_it_says_itself(group: Rooms) -> None:
    context = click.Context(group, terminal_width=200)
    told, itself = context.make_formatter(), context.make_formatter()
    group.format_commands(context, told)
    click.Group.format_commands(group, context, itself)
    assert told.getvalue() == itself.getvalue() != ""
    assert told.getvalue().splitlines()[1].strip() in CliRunner().invoke(group, ["--help"], terminal_width=200).output
