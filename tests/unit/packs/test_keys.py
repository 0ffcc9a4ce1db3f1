"""Signing keys on disk, as the command line keeps them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fangyuan.cli import fangyuan
from fangyuan.cli.keys import signing_key
from fangyuan.model.problems import Refused
from fangyuan.packs.keys import SigningKey, is_fingerprint
from fangyuan.packs.problems import finding


def run(home: Path, monkeypatch: pytest.MonkeyPatch, *command: str) -> str:
    monkeypatch.setenv("FANGYUAN_HOME", str(home))
    monkeypatch.delenv("FANGYUAN_DATABASE", raising=False)
    done = CliRunner().invoke(fangyuan, ["pack", "key", *command], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refused(home: Path, monkeypatch: pytest.MonkeyPatch, *command: str) -> str:
    """What a command says that is refused."""
    monkeypatch.setenv("FANGYUAN_HOME", str(home))
    done = CliRunner().invoke(fangyuan, ["pack", "key", *command], catch_exceptions=False)
    assert done.exit_code == 1
    return done.output


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(tmp_path, monkeypatch, "new", "example").split()
    file = tmp_path / "keys" / "example.pem"
    assert file.stat().st_mode & 0o077 == 0
    assert told == ["example", SigningKey(file.read_bytes()).public.fingerprint]
    assert is_fingerprint(told[1])
    assert finding("key-exists", None, name="example").message in refused(tmp_path, monkeypatch, "new", "example")
    assert "already" in refused(tmp_path, monkeypatch, "new", "example", "--language", "en")
    assert json.loads(run(tmp_path, monkeypatch, "list", "--json")) == {
        "own": {"example": told[1]}, "aside": {}, "publishers": [],
    }  # fmt: skip


@pytest.mark.parametrize("name", ["../x", "Example", "", "a b", "a" * 64])
def test_a_name_is_that_of_a_publisher(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path))
    assert CliRunner().invoke(fangyuan, ["pack", "key", "new", name]).exit_code == 2
    assert not (tmp_path / "keys").exists()


def test_trust_and_revocation_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprint = SigningKey.new().public.fingerprint
    assert finding("key-unknown", None, name=fingerprint).message in refused(
        tmp_path, monkeypatch, "revoke", fingerprint, "--reason", "失窃"
    )
    shape = finding("fingerprint-shape", None, value="sha256:12").message
    assert shape in refused(tmp_path, monkeypatch, "trust", "example", "sha256:12")
    run(tmp_path, monkeypatch, "trust", "example", fingerprint)
    assert "按指纹登记" in run(tmp_path, monkeypatch, "list")
    run(tmp_path, monkeypatch, "revoke", fingerprint, "--reason", "失窃")
    assert "已作废：失窃" in run(tmp_path, monkeypatch, "list")


def test_a_leaked_key_is_revoked_by_its_owner_laid_aside_and_followed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(tmp_path, monkeypatch, "new", "acme").split()[1]
    assert "key new acme" in run(tmp_path, monkeypatch, "revoke", first, "--reason", "泄露")
    with pytest.raises(Refused) as stopped:
        signing_key("acme")
    assert [problem.code for problem in stopped.value.problems] == ["key-laid-aside"]
    second = run(tmp_path, monkeypatch, "new", "acme").split()[1]
    assert signing_key("acme").public.fingerprint == second != first
    told = json.loads(run(tmp_path, monkeypatch, "list", "--json"))
    assert (told["own"], told["aside"]) == ({"acme": second}, {first: "acme"})
    assert "--replace" in refused(tmp_path, monkeypatch, "new", "acme")
    third = run(tmp_path, monkeypatch, "new", "acme", "--replace").split()[1]
    assert signing_key("acme").public.fingerprint == third
    kept = list((tmp_path / "keys" / "aside").glob("acme.*.pem"))
    assert {SigningKey(file.read_bytes()).public.fingerprint for file in kept} == {first, second}
    assert all(file.stat().st_mode & 0o077 == 0 for file in kept)
    run(tmp_path, monkeypatch, "revoke", third, "--reason", "误报")
    run(tmp_path, monkeypatch, "trust", "acme", third, "--although-revoked")
    assert signing_key("acme").public.fingerprint == third
