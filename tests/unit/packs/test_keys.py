"""Signing keys on disk, as the command line keeps them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fangyuan.cli import fangyuan
from fangyuan.model.problems import Refused
from fangyuan.packs.keys import SigningKey, is_fingerprint


def run(home: Path, monkeypatch: pytest.MonkeyPatch, *command: str) -> str:
    monkeypatch.setenv("FANGYUAN_HOME", str(home))
    monkeypatch.delenv("FANGYUAN_DATABASE", raising=False)
    done = CliRunner().invoke(fangyuan, ["pack", "key", *command], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(tmp_path, monkeypatch, "new", "example").split()
    file = tmp_path / "keys" / "example.pem"
    assert file.stat().st_mode & 0o077 == 0
    assert told == ["example", SigningKey(file.read_bytes()).public.fingerprint]
    assert is_fingerprint(told[1])
    with pytest.raises(Refused) as refused:
        run(tmp_path, monkeypatch, "new", "example")
    assert refused.value.problems[0].code == "key-exists"
    assert json.loads(run(tmp_path, monkeypatch, "list", "--json")) == {"own": {"example": told[1]}, "publishers": []}


@pytest.mark.parametrize("name", ["../x", "Example", "", "a b", "a" * 64])
def test_a_name_is_that_of_a_publisher(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path))
    assert CliRunner().invoke(fangyuan, ["pack", "key", "new", name]).exit_code == 2
    assert not (tmp_path / "keys").exists()


def test_trust_and_revocation_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprint = SigningKey.new().public.fingerprint
    for command, code in (
        (("revoke", fingerprint, "--reason", "失窃"), "key-unknown"),
        (("trust", "example", "sha256:12"), "fingerprint-shape"),
    ):
        with pytest.raises(Refused) as refused:
            run(tmp_path, monkeypatch, *command)
        assert refused.value.problems[0].code == code
    run(tmp_path, monkeypatch, "trust", "example", fingerprint)
    assert "按指纹登记" in run(tmp_path, monkeypatch, "list")
    run(tmp_path, monkeypatch, "revoke", fingerprint, "--reason", "失窃")
    assert "已作废：失窃" in run(tmp_path, monkeypatch, "list")
