"""The helper behind `make fresh` and `make shots`: it waits, reports and ends what it started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fixtures.serving import answer, free_port, serving


def test_a_server_is_waited_for_and_ended_with_its_children(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<form>", encoding="utf-8")
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    # The shell stays as the parent, so ending only the process that was started would leave the server alive.
    command = ["sh", "-c", f"{sys.executable} -m http.server --bind 127.0.0.1 {port}; true"]
    with serving(command, url, cwd=tmp_path, env=os.environ, log=tmp_path / "log", seconds=30) as page:
        assert page == "<form>"
    assert answer(url) is None


def test_a_command_that_ends_by_itself_is_reported_with_its_output(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo no compiler; exit 3"]
    url = f"http://127.0.0.1:{free_port()}/"
    with (
        pytest.raises(RuntimeError, match=r"ended with code 3(.|\n)*no compiler"),
        serving(command, url, cwd=tmp_path, env=os.environ, log=tmp_path / "log", seconds=30),
    ):
        pytest.fail("it never answered")
