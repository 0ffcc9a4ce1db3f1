"""Commands that read a pack take an archive as they take a folder, and speak English where English is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fangyuan.cli.authoring import pack_editor, pack_new
from fangyuan.cli.building import pack_build
from fangyuan.cli.checking import pack_check
from fangyuan.cli.comparing import pack_diff
from fangyuan.cli.keys import key_list, key_new, key_revoke, key_trust
from fangyuan.cli.sharing import pack_install, pack_list
from fangyuan.cli.testing import pack_test
from fangyuan.cli.workbooks import pack_export, pack_import

CLOCKS = "case-types/request/clocks.yaml"
CHINESE = re.compile("[\u3001-\u301b\u4e00-\u9fff\uff01-\uff5e]")


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, its archive rooms.fypack beside it, and shorter/, the same with a shorter deadline under too small a number."""
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FANGYUAN_DATABASE", f"sqlite:///{tmp_path / 'office.db'}")
    folder = tmp_path / "rooms"
    run(pack_new, "x/rooms", "-o", str(folder))
    run(key_new, "x")
    assert run(pack_build, str(folder), "-o", str(tmp_path / "rooms.fypack")).exit_code == 0
    shorter = tmp_path / "shorter"
    copytree(folder, shorter)
    change(shorter / CLOCKS, "within: {$param: handle-within}", "within: 9 days")
    change(shorter / "pack.yaml", "version: 0.1.0", "version: 0.1.1")
    for scenario in (shorter / "scenarios").iterdir():
        change(scenario, "2026-03-12", "2026-03-11")
    return folder


def run(command: Any, *arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def change(file: Path, was: str, now: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")


def without_titles(said: str) -> str:
    """What is said beside titles, which stand in quotes, and the titles of this pack."""
    for title in (
        "示例事项",
        "申请",
        "按期办结",
        "急件逾期，告知负责人",
        "办理期限",
        "办理",
        "办结",
        "急件",
        "告知",
        "负责人",
        "经办人",
    ):
        said = said.replace(title, "")
    return re.sub("“[^”]*”", "", said)


def test_a_number_that_hides_what_changed_is_not_signed(rooms: Path, tmp_path: Path) -> None:
    again = run(pack_build, str(rooms), "-o", str(tmp_path / "again.fypack"))
    assert again.exit_code == 0, again.stderr
    (tmp_path / "again.fypack").unlink()
    change(rooms / "case-types/request/case-type.yaml", "number:", "# another pattern\nnumber:")
    taken = run(pack_build, str(rooms), "-o", str(tmp_path / "other.fypack"), "--json")
    assert (taken.exit_code, json.loads(taken.stdout)[0]["code"]) == (1, "archive-same-version")
    change(rooms / "pack.yaml", "version: 0.1.0", "version: 0.1.1")
    change(rooms / "case-types/request/case-type.yaml", "{seq:04}", "{seq:05}")
    for more in ((), ("--after", str(tmp_path / "rooms.fypack"), "--language", "en")):
        hides = run(pack_build, str(rooms), "-o", str(tmp_path / "other.fypack"), *more)
        assert hides.exit_code == 1
        assert ("asks for a larger step" if more else "与改动不相称，至少应提高") in hides.stderr
        assert not (tmp_path / "other.fypack").exists()
    change(rooms / "pack.yaml", "version: 0.1.1", "version: 0.2.0")
    assert run(pack_build, str(rooms), "-o", str(tmp_path / "other.fypack")).exit_code == 0


def test_an_archive_is_checked_tested_and_compared_with_who_signed_it(rooms: Path) -> None:
    archive = str(rooms.with_suffix(".fypack"))
    checked = run(pack_check, archive)
    assert (checked.exit_code, checked.stdout) == (0, "没有发现问题。\n")
    assert "签名有效" in checked.stderr
    assert "sha256:" in checked.stderr
    (tested,) = json.loads(run(pack_test, archive, "--json").stdout)
    assert (tested["pack"], tested["signed"]["publisher"]) == ("x/rooms", "x")
    assert tested["coverage"]["percent"] == 100
    found = run(pack_diff, archive, str(rooms.parent / "shorter"), "--json")
    data = json.loads(found.stdout)
    assert (found.exit_code, data["honest"], data["signed"]["new"]) == (1, False, None)
    assert [(one["was"], one["now"]) for one in data["changes"]] == [("10天（参数“办理期限”的默认值）", "9天")]


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:500], lambda raw: raw.replace(b"handled-in-time", b"handled_in_time", 1)]
)
def test_an_archive_that_is_not_sound_is_told_by_every_command(rooms: Path, damage: Callable[[bytes], bytes]) -> None:
    file = rooms.with_suffix(".fypack")
    file.write_bytes(damage(file.read_bytes()))
    for command, arguments in ((pack_check, ()), (pack_test, ()), (pack_diff, (str(rooms),))):
        done = run(command, str(file), *arguments)
        assert (done.exit_code, done.exception is None or isinstance(done.exception, SystemExit)) == (1, True)
        assert done.stderr.strip()


def test_a_number_that_hides_what_changed_is_refused_after_the_change_was_shown(rooms: Path) -> None:
    assert run(pack_install, str(rooms)).exit_code == 0
    before = run(pack_list, "--json").stdout
    archive = rooms.parent / "elsewhere" / "shorter.fypack"
    archive.parent.mkdir()
    assert run(pack_build, str(rooms.parent / "shorter"), "-o", str(archive)).exit_code == 0
    for arguments in ((str(archive), "--preview"), (str(archive), "--yes"), (str(rooms.parent / "shorter"),)):
        done = run(pack_install, *arguments)
        said = done.stdout + done.stderr
        assert done.exit_code == 1
        assert said.index("期限 10天（参数“办理期限”的默认值） → 9天") < said.index(
            "与改动不相称，至少应提高次版本号："
        )
    refused = json.loads(run(pack_install, str(archive), "--preview", "--json").stdout)["refused"]
    assert [one["code"] for one in refused] == ["pack-step-too-small"]
    assert run(pack_list, "--json").stdout == before


def test_in_english_nothing_but_titles_is_chinese(rooms: Path) -> None:
    archive, shorter = rooms.with_suffix(".fypack"), rooms.parent / "shorter"
    change(shorter / "scenarios" / "late-and-urgent.yaml", "light: yellow", "light: green")
    said = [
        run(pack_install, str(archive), "--preview", "--language", "en"),
        run(pack_install, str(archive), "--yes", "--language", "en"),
        run(pack_install, str(shorter), "--language", "en"),
        run(pack_test, str(shorter), "--language", "en"),
        run(pack_diff, str(archive), str(shorter), "--language", "en"),
        run(pack_check, str(archive), "--language", "en"),
        run(pack_list, "--language", "en"),
    ]
    told = "\n".join(one.stdout + one.stderr for one in said)
    assert "light: should be “green”, is “yellow”" in told
    assert not CHINESE.findall(without_titles(told)), without_titles(told)


def test_parents_may_lie_in_a_library_for_every_command_that_reads_a_pack(rooms: Path, tmp_path: Path) -> None:
    child = tmp_path / "elsewhere" / "child"
    child.mkdir(parents=True)
    head = 'pack: y/child\nversion: 0.1.0\ntitle: 下级\nengine: ">=0.1"\nextends: [x/rooms@^0.1]\n'
    (child / "pack.yaml").write_text(head, encoding="utf-8")
    assert "x/rooms" in run(pack_check, str(child)).stderr
    within = ("--library", str(tmp_path))
    book = str(tmp_path / "child.xlsx")
    for done in (
        run(pack_check, str(child), *within),
        run(pack_diff, str(child), str(child), *within),
        run(pack_export, str(child), "-o", book, *within),
        run(pack_import, str(child), book, *within),
    ):
        assert done.exit_code == 0, done.stderr
    tested = json.loads(run(pack_test, str(child), *within, "--json").stdout)
    assert [one["pack"] for one in tested] == ["y/child"]


def test_a_version_that_fits_is_found_beside_one_that_does_not_whichever_is_a_folder(rooms: Path) -> None:
    change(rooms / "pack.yaml", "version: 0.1.0", "version: 0.2.0")
    child = rooms.parent / "child"
    child.mkdir()
    for wanted, said in (("^0.1", ""), ("^0.2", ""), ("^0.3", "的版本是 0.2.0，要求 ^0.3")):
        head = f"pack: y/child\nversion: 0.1.0\ntitle: 下级\nextends: [x/rooms@{wanted}]\n"
        (child / "pack.yaml").write_text(head, encoding="utf-8")
        done = run(pack_check, str(child))
        assert said in done.stderr
        assert done.exit_code == (1 if said else 0), done.stderr


def test_a_pack_is_begun_and_keys_are_kept_in_either_language(rooms: Path, tmp_path: Path) -> None:
    fingerprint = json.loads(run(key_new, "z", "--json").stdout)["fingerprint"]
    said = [
        run(pack_new, "z/begun", "-o", str(tmp_path / "begun"), "--language", "en"),
        run(pack_new, "z/begun", "-o", str(tmp_path / "begun"), "--language", "en"),
        run(pack_new, "Begun", "--language", "en"),
        run(pack_new, "z/begun", "--title", "a: b", "--language", "en"),
        run(pack_editor, str(tmp_path / "begun"), "--language", "en"),
        run(key_new, "Z Z", "--language", "en"),
        run(key_new, "z", "--language", "en"),
        run(key_trust, "z", fingerprint, "--language", "en"),
        run(key_revoke, fingerprint, "--reason", "stolen", "--language", "en"),
        run(key_trust, "z", fingerprint, "--language", "en"),
        run(key_list, "--language", "en"),
    ]
    assert [one.exit_code for one in said] == [0, 1, 2, 2, 0, 2, 1, 0, 0, 1, 0]
    told = "\n".join(one.stdout + one.stderr for one in said)
    assert not CHINESE.findall(told), told
    assert "revoked: stolen" in told
    assert "写成 发布者/名称" in run(pack_new, "Begun").stderr
    made = json.loads(run(pack_editor, str(tmp_path / "begun"), "--json").stdout)
    assert ".vscode/settings.json" in made["files"]
    assert "已作废：stolen" in run(key_list).stdout
