"""Accounts as whoever looks after the installation keeps them, by command."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fangyuan.app import Settings, open_office
from fangyuan.casework.admitting import by_token, sign_in
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.cli import fangyuan
from fangyuan.model.problems import Refused
from fangyuan.model.world import Tenant, Unit


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An installation with one unit."""
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path))
    office = open_office(Settings.read())
    put_organisation(office, [Tenant("t", "某县", "mx", "county")], [Unit("office", "t", "办公室")], [])
    return office


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(fangyuan, ["user", *words], input=typed)


def said(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return done.output.strip()


def test_an_account_is_shut_opened_again_and_given_a_new_password(home: Office) -> None:
    try:
        added = run("add", "wu", "--tenant", "t", "--name", "吴", "--post", "clerk@office", typed="a password\n" * 2)
        assert added.exit_code == 0, added.output
        now = home.clock.now()
        me, token = sign_in(home, "wu", "a password", now), said("token", "wu")
        assert by_token(home, token, now) == me
        said("close", "wu")
        with pytest.raises(Refused, match="停用"):
            sign_in(home, "wu", "a password", now)
        with pytest.raises(Refused, match="令牌无效"):
            by_token(home, token, now)
        assert sign_in(home, "wu", said("reopen", "wu"), now) == me
        token = said("token", "wu")
        assert sign_in(home, "wu", said("password", "wu"), now) == me
        with pytest.raises(Refused, match="令牌无效"):
            by_token(home, token, now)
        said("token", "wu")
        assert [said("revoke", "wu"), said("revoke", "wu")] == ["1", "0"]
        assert "There is no account" in run("password", "nobody").output
    finally:
        home.database.close()
