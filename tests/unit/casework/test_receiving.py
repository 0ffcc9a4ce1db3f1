"""Archives at an installation: known keys, no way back, nothing written where something is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from unittest.mock import patch

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from fangyuan.casework.adopting import adopt, find_pack, left_open, roll_back
from fangyuan.casework.doctoring import examine
from fangyuan.casework.installing import install
from fangyuan.casework.reading.differing import comparison, hidden_in_words
from fangyuan.casework.receiving import KNOWN, NEW, receive, revoke, signed_with_revoked, take_in, trust
from fangyuan.casework.trying import Trial, tried
from fangyuan.cli.keys import key_revoke_list
from fangyuan.compiler.loading import library, load_source, resolved_with
from fangyuan.compiler.telling import english
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Refused
from fangyuan.packs.archives import read_archive, write_archive
from fangyuan.packs.keys import SigningKey
from fangyuan.packs.reading import contents_of
from fangyuan.packs.source import Source
from fangyuan.packs.storage import hash_of
from fangyuan.store.tables import Base
from unit.casework.offices import MINIMAL, REPAIR, Place, make_place

KEY, OTHER = SigningKey.new(), SigningKey.new()


def archive(version: str = "1.1.0", key: SigningKey = KEY, *edits: tuple[str, str, str]) -> bytes:
    """The minimal pack in a version, with texts of its files replaced: (path, from, to)."""
    contents = contents_of(MINIMAL, ("demo",), [])
    for path, old, new in (("pack.yaml", "version: 1.0.0", f"version: {version}"), *edits):
        text = contents[path].decode()
        assert old in text or old == new
        contents[path] = text.replace(old, new).encode()
    return write_archive(
        contents, {"pack": "example/minimal", "version": version, "title": "设备报修", "parents": {}}, key
    )


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    made = make_place(sqlite_url, tmp_path)
    yield made
    made.office.database.close()


def counted(place: Place) -> dict[str, int]:
    """How many rows every table has."""
    with place.office.database.read() as uow:
        tables = Base.metadata.sorted_tables
        return {
            table.name: uow.connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        }


def unplayed(_: Source) -> Trial:
    """Whether its scenarios pass is the matter of two tests here; starting a child process for each costs seconds."""
    return Trial("", ())


def refused(place: Place, raw: bytes, play: Callable[[Source], Trial] = unplayed) -> list[str]:
    """The codes of a refusal, which must have written nothing."""
    before = counted(place)
    with pytest.raises(PackRejected) as rejected:
        take_in(place.office, receive(place.office, raw, None, play), place.now)
    assert counted(place) == before
    return [problem.code for problem in rejected.value.problems]


def installed(place: Place, raw: bytes) -> str:
    return take_in(place.office, receive(place.office, raw, None, unplayed), place.now).hash


def test_looking_writes_nothing_and_installing_activates_nothing(place: Place) -> None:
    before = counted(place)
    received = receive(place.office, archive())
    assert counted(place) == before
    assert (received.key, received.installed, received.trial.failed) == (NEW, False, ())
    assert [title for title, _ in received.trial.scenarios] != []
    assert received.changes is not None
    assert received.changes.old == "1.0.0"
    assert received.unsigned
    pack = take_in(place.office, received, place.now)
    with place.office.database.read() as uow:
        active = uow.packs.active("t", REPAIR, place.now)
        assert active is not None
        assert active.hash != pack.hash
    again = receive(place.office, archive(), None, unplayed)
    assert (again.key, again.installed, again.unsigned) == (KNOWN, True, False)
    assert take_in(place.office, again, place.now).hash == pack.hash


def test_the_first_key_of_a_publisher_is_the_publishers_until_another_is_trusted(place: Place) -> None:
    installed(place, archive())
    assert refused(place, archive("1.2.0", OTHER)) == ["publisher-other-key"]
    trust(place.office, "example", OTHER.public.fingerprint, place.now)
    installed(place, archive("1.2.0", OTHER))
    assert refused(place, archive("1.3.0", SigningKey.new())) == ["publisher-other-key"]


def test_nothing_that_a_revoked_key_signed_is_taken_and_what_is_here_goes_on(place: Place) -> None:
    kept = installed(place, archive())
    assert revoke(place.office, KEY.public.fingerprint, "电脑失窃", place.now)
    assert refused(place, archive("1.2.0")) == ["publisher-key-revoked"]
    assert refused(place, archive()) == ["publisher-key-revoked"]
    assert find_pack(place.office, "example/minimal@1.1.0").hash == kept
    assert not revoke(place.office, OTHER.public.fingerprint, "", place.now)


def test_a_key_revoked_between_looking_and_installing_counts(place: Place) -> None:
    received = receive(place.office, archive(), None, unplayed)
    trust(place.office, "example", KEY.public.fingerprint, place.now)
    revoke(place.office, KEY.public.fingerprint, "电脑失窃", place.now)
    with pytest.raises(PackRejected, match="电脑失窃"):
        take_in(place.office, received, place.now)


def test_a_revocation_is_taken_back_on_purpose_alone(place: Place) -> None:
    installed(place, archive())
    revoke(place.office, KEY.public.fingerprint, "电脑失窃", place.now)
    before = counted(place)
    with pytest.raises(PackRejected, match="电脑失窃"):
        trust(place.office, "example", KEY.public.fingerprint, place.now)
    assert counted(place) == before
    assert refused(place, archive("1.2.0")) == ["publisher-key-revoked"]
    trust(place.office, "example", KEY.public.fingerprint, place.now, although_revoked=True)
    installed(place, archive("1.2.0"))


def test_nothing_is_opened_from_a_day_that_is_past(place: Place) -> None:
    pack = find_pack(place.office, "example/minimal")
    before = counted(place)
    with pytest.raises(Refused, match="不能从过去的日期启用"):
        adopt(place.office, "t", pack, place.now, place.now - timedelta(days=2))
    assert counted(place) == before
    adopt(place.office, "t", pack, place.now, place.now.replace(hour=0))
    with place.office.database.read() as uow:
        assert max(one.since for one in uow.packs.history("t")) == place.now


def test_no_way_back_and_no_second_meaning_of_a_version(place: Place) -> None:
    installed(place, archive("1.2.0"))
    assert refused(place, archive("1.1.0")) == ["pack-downgrade"]
    changed = ("case-types/repair/case-type.yaml", "title: 修理", "title: 维修")
    assert refused(place, archive("1.2.0", KEY, changed)) == ["pack-version-taken"]
    assert refused(place, archive("0.9.0")) == ["pack-downgrade"]


def test_a_pack_named_as_anothers_is_not_taken_unless_it_extends_it(place: Place) -> None:
    contents = contents_of(MINIMAL, ("demo",), [])
    named = contents["pack.yaml"].decode().replace("pack: example/minimal", "pack: evil/minimal")
    raw = write_archive(
        {**contents, "pack.yaml": named.encode()},
        {"pack": "evil/minimal", "version": "1.0.0", "title": "设备报修", "parents": {}},
        OTHER,
    )
    received = receive(place.office, raw, None, unplayed)
    assert [one.code for one in received.against] == ["pack-name-taken"]
    assert "example/minimal" in english(received.against[0])
    assert refused(place, raw) == ["pack-name-taken"]


def test_a_pack_whose_scenarios_fail_here_is_shown_and_not_installed(place: Place) -> None:
    broken = ("case-types/repair/clocks.yaml", "within: 3 workdays", "within: 9 workdays")
    raw = archive("1.1.0", KEY, broken)
    assert set(refused(place, raw, tried)) == {"scenario-failed"}


def test_a_pack_that_does_not_compile_is_not_installed(place: Place) -> None:
    broken = ("case-types/repair/case-type.yaml", "close: done, outcome: repaired", "close: nowhere, outcome: repaired")
    assert refused(place, archive("1.1.0", KEY, broken)) != []


def test_a_damaged_archive_changes_nothing(place: Place) -> None:
    raw = bytearray(archive())
    raw[len(raw) // 2] ^= 1
    assert refused(place, bytes(raw))[0].startswith("archive-")


def test_going_back_is_an_act_of_its_own(place: Place) -> None:
    office, now = place.office, place.now
    with office.database.read() as uow:
        first = uow.packs.active("t", REPAIR, now)
    assert first is not None
    pack = find_pack(office, installed(place, archive()))
    tomorrow, later = now + timedelta(days=1), now + timedelta(days=9)
    adopt(office, "t", pack, now, tomorrow)
    adopt(office, "t", pack, now, later)

    def under(at: timedelta) -> str:
        with office.database.read() as uow:
            found = uow.packs.active("t", REPAIR, now + at)
        assert found is not None
        return found.hash

    assert (under(timedelta(0)), under(timedelta(days=2))) == (first.hash, pack.hash)
    assert roll_back(office, "t", "example/minimal", now + timedelta(days=2)) == ((REPAIR, first.hash),)
    assert {under(timedelta(days=days)) for days in (0, 2, 20)} == {first.hash}
    assert under(timedelta(days=1, hours=1)) == pack.hash
    with pytest.raises(Refused):
        roll_back(office, "t", "example/nothing", now)


def test_parameters_and_roles_are_filled_in_before_cases_open(place: Place) -> None:
    edits = ("pack.yaml", "title: 急修时限说明, type: string, default: 急修件当日到场", "title: 负责单位, kind: unit")
    used = ("roles.yaml", "clerk", "clerk")
    pack = find_pack(place.office, installed(place, archive("2.0.0", KEY, edits, used)))
    found = left_open(place.office, "t", pack, place.now)
    assert found.parameters == (("mend-limit", "负责单位"),)
    with pytest.raises(Refused, match="负责单位"):
        adopt(place.office, "t", pack, place.now)
    with pytest.raises(Refused, match="机构编号"):
        adopt(place.office, "t", pack, place.now, parameters={"mend-limit": "nowhere"})
    with pytest.raises(Refused, match="没有参数"):
        adopt(place.office, "t", pack, place.now, parameters={"mend-limit": "office", "x": "1"})
    with pytest.raises(Refused, match="没有机关"):
        adopt(place.office, "nobody", pack, place.now)


def test_what_is_counted_in_days_takes_no_minutes(place: Place) -> None:
    named = "title: 急修时限说明, type: string, default: 急修件当日到场"
    head = ("pack.yaml", named, "title: 修理时限, kind: duration, default: 3 workdays")
    edit = ("case-types/repair/clocks.yaml", "within: 3 workdays", "within: {$param: mend-limit}")
    pack = find_pack(place.office, installed(place, archive("2.0.0", KEY, head, edit)))
    with pytest.raises(Refused, match="按天计，不能是2分钟"):
        adopt(place.office, "t", pack, place.now, parameters={"mend-limit": "2 minutes"})


def test_a_length_that_is_filled_in_keeps_the_bound_of_its_clock(place: Place) -> None:
    head = (
        "pack.yaml",
        "title: 急修时限说明, type: string, default: 急修件当日到场",
        "title: 修理时限, kind: duration",
    )
    clock = "within: {$param: mend-limit}\n  at-most: 60 days"
    edit = ("case-types/repair/clocks.yaml", "within: 3 workdays", clock)
    pack = find_pack(place.office, installed(place, archive("2.0.0", KEY, head, edit)))
    wrong = {
        "300 days": "最长60天",
        "60 days": "另可延长2个工作日",
        "0 days": "一开始就超期",
        "0 minutes": "一开始就超期",
        "-3 days": "不能是“-3 days”",
        "十天": "不能是“十天”",
    }
    for length, told in wrong.items():
        with pytest.raises(Refused, match=told):
            adopt(place.office, "t", pack, place.now, parameters={"mend-limit": length})
    adopt(place.office, "t", pack, place.now, parameters={"mend-limit": "5 days"})


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("type: string, format: date", "2026-02-30", "并不存在"),
        ("type: boolean", "是", "应为true 或 false"),
        ("type: integer, maximum: 9", 11, "≤ 9"),
        ('type: string, pattern: "^(a+)+$"', "a" * 60 + "b", "不合写法"),
    ],
)
def test_what_is_filled_in_is_judged_like_an_answer_and_the_reason_told(
    place: Place, kind: str, value: object, told: str
) -> None:
    head = ("pack.yaml", "title: 急修时限说明, type: string, default: 急修件当日到场", f"title: 说明, {kind}")
    pack = find_pack(place.office, installed(place, archive("2.0.0", KEY, head)))
    with pytest.raises(Refused) as refused:
        adopt(place.office, "t", pack, place.now, parameters={"mend-limit": value})
    assert told in refused.value.problems[0].advice


def folder(tmp_path: Path, version: str, title: str) -> Source:
    """The minimal pack as a folder of a version and title."""
    copytree(MINIMAL, tmp_path / version)
    head = tmp_path / version / "pack.yaml"
    said = (
        head.read_text("utf-8")
        .replace("version: 1.0.0", f"version: {version}")
        .replace("title: 设备报修", f"title: {title}")
    )
    head.write_text(said, "utf-8")
    return load_source(tmp_path / version)


def test_a_folder_does_not_say_otherwise_what_a_signed_version_said(place: Place, tmp_path: Path) -> None:
    installed(place, archive("1.2.0"))
    for version, code in (("1.2.0", "pack-version-taken"), ("1.1.0", "pack-downgrade")):
        with pytest.raises(PackRejected) as rejected:
            install(place.office, folder(tmp_path, version, "别的"), place.now, trial=False)
        assert [problem.code for problem in rejected.value.problems] == [code]
    newer = install(place.office, folder(tmp_path, "1.3.0", "别的"), place.now, trial=False)
    assert find_pack(place.office, "example/minimal").hash == newer.pack.hash


CHILD = """pack: county/repair
version: 1.0.0
title: 本县设备报修
language: 1
engine: ">=0.1"
extends: ["example/middle@^1"]
"""
MIDDLE = CHILD.replace("county/repair", "example/middle").replace("example/middle@", "example/minimal@")


def child_archive() -> bytes:
    head = {"pack": "county/repair", "version": "1.0.0", "title": "本县设备报修", "parents": {}}
    return write_archive({"pack.yaml": CHILD.encode()}, head, OTHER)


def from_folder(place: Place, path: Path) -> Pack:
    """The pack of a folder, installed as the command does."""
    resolved, said = resolved_with(path, library([MINIMAL]))
    return install(place.office, resolved, place.now, trial=False, said=said).pack


def test_an_archive_extends_a_folder_that_itself_extends_one_and_means_the_same(place: Place, tmp_path: Path) -> None:
    middle, below = tmp_path / "middle", tmp_path / "below"
    for path, text in ((middle, MIDDLE), (below, CHILD)):
        path.mkdir()
        (path / "pack.yaml").write_text(text, "utf-8")
    with pytest.raises(PackRejected, match="example/middle"):
        receive(place.office, child_archive(), play=unplayed)
    from_folder(place, middle)
    received = receive(place.office, child_archive(), play=unplayed)
    beside = load_source(below, [middle, MINIMAL])
    assert received.pack.hash == hash_of(beside)
    assert dict(received.pack.parents) == dict(beside.parents)
    assert received.resolved.lineage == beside.lineage


OVERLAY = {
    "case-types/repair/case-type.yaml": b"case-type: repair\n",
    "case-types/repair/clocks.yaml": b"- {clock: mend, within: 1 workday}\n",
}
SHORTER = ("case-types/repair/clocks.yaml", "within: 3 workdays", "within: 2 workdays")


def overlaid(version: str, name: str = "county/repair") -> bytes:
    """A child of the minimal pack that has a deadline of its own."""
    text = CHILD.replace("example/middle", "example/minimal").replace("version: 1.0.0", f"version: {version}")
    text = text.replace("county/repair", name)
    head = {"pack": name, "version": version, "title": "本县设备报修", "parents": {}}
    return write_archive({"pack.yaml": text.encode(), **OVERLAY}, head, OTHER)


def taken(place: Place, raw: bytes) -> None:
    """Installed without playing scenarios, of which the county's own deadline is none."""
    take_in(place.office, receive(place.office, raw, play=unplayed), place.now)


def test_what_a_child_hides_of_its_parents_new_version_is_told_before_either_is_installed(place: Place) -> None:
    taken(place, archive("1.0.1"))
    taken(place, overlaid("1.0.0"))
    told = "冲突] 设备报修 · 时限“修理时限”：期限 原为 3个工作日，上级现为 2个工作日，本包仍为 1个工作日"
    above = receive(place.office, archive("1.1.0", KEY, SHORTER), play=unplayed)
    ((below, one),) = [(each, hidden) for each in above.below for hidden in hidden_in_words(each.conflicts, each.pack)]
    assert (below.pack.pack, one.line()) == ("county/repair", "[" + told)
    taken(place, archive("1.1.0", KEY, SHORTER))
    changes = receive(place.office, overlaid("1.0.1"), play=unplayed).changes
    assert changes is not None
    assert [line for line in changes.lines() if told in line]
    assert changes.as_data()["conflicts"][0]["theirs"] == "2个工作日"


def test_a_child_that_was_never_here_tells_what_it_changes_of_its_parent(place: Place) -> None:
    taken(place, archive("1.0.1"))
    [over] = receive(place.office, overlaid("1.0.0"), play=unplayed).over
    assert over.lines() == (
        "[收紧] 设备报修 · 时限“修理时限”：期限 3个工作日 → 1个工作日",
        "在上级 example/minimal 1.0.1 上改动 1 处。",
    )


def test_an_archive_extends_what_was_installed_before_folders_were_kept(place: Place, tmp_path: Path) -> None:
    """The pack of `place` came as a folder resolved before; nothing is kept beside it."""
    contents = {"pack.yaml": CHILD.replace("example/middle", "example/minimal").encode()}
    head = {"pack": "county/repair", "version": "1.0.0", "title": "本县设备报修", "parents": {}}
    received = receive(place.office, write_archive(contents, head, OTHER), play=unplayed)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "pack.yaml").write_bytes(contents["pack.yaml"])
    beside = place.office.packs.compiled(load_source(tmp_path / "below", [MINIMAL]))
    told = [str(one.change.sort) for one in comparison(beside, received.pack).differences]
    assert told == ["pack"]


def test_a_later_folder_or_an_archive_takes_the_place_of_a_folder(place: Place) -> None:
    from_folder(place, MINIMAL)
    from_folder(place, MINIMAL)
    installed(place, archive("1.0.0"))
    with place.office.database.read() as uow:
        assert [line.fingerprint for line in uow.archives.parents("example/minimal")] == [KEY.public.fingerprint]
    from_folder(place, MINIMAL)
    with place.office.database.read() as uow:
        assert len(uow.archives.parents("example/minimal")) == 1
        assert len(uow.archives.of("example/minimal")) == 1


def test_a_key_that_never_came_is_revoked_and_what_a_revoked_key_signed_is_named(place: Place) -> None:
    installed(place, archive())
    assert revoke(place.office, OTHER.public.fingerprint, "U 盘遗失", place.now, "example")
    assert refused(place, archive("1.2.0", OTHER)) == ["publisher-key-revoked"]
    with place.office.database.read() as uow:
        assert signed_with_revoked(uow) == []
    assert revoke(place.office, KEY.public.fingerprint, "电脑失窃", place.now)
    with place.office.database.read() as uow:
        [(line, key)] = signed_with_revoked(uow)
    assert (line.pack, line.version, key.reason) == ("example/minimal", "1.1.0", "电脑失窃")
    assert examine(place.office, Path())["packs-of-revoked-keys"] == ["example/minimal 1.1.0: 电脑失窃"]


def test_a_list_of_revocations_is_taken_whole_or_not_at_all(place: Place, tmp_path: Path) -> None:
    installed(place, archive())
    names = tmp_path / "revoked.txt"
    mine, other = KEY.public.fingerprint, OTHER.public.fingerprint
    names.write_text(f"# 2026 年作废名单\n{mine} example 电脑失窃\n{other[:-1]} county 遗失\n", "utf-8")
    run = CliRunner()
    with patch("fangyuan.cli.opening.open_office", lambda _: place.office):
        wrong = run.invoke(key_revoke_list, [str(names), "--json"], catch_exceptions=False)
    assert [(told["code"], told["line"]) for told in json.loads(wrong.output)] == [("revocation-shape", 3)]
    with place.office.database.read() as uow:
        assert uow.publishers.revoked(mine) is None
    for raw, code in ((f"{mine} example 失窃".encode("gbk"), "not-utf-8"), ("# 无\n".encode(), "empty-file")):
        names.write_bytes(raw)
        with patch("fangyuan.cli.opening.open_office", lambda _: place.office):
            [told] = json.loads(run.invoke(key_revoke_list, [str(names), "--json"], catch_exceptions=False).output)
        assert told["code"] == code
    names.write_text(f"{mine[7:].upper()} example 电脑失窃\n\n{other} county 遗失\n", "utf-8-sig")
    with patch("fangyuan.cli.opening.open_office", lambda _: place.office):
        said = run.invoke(key_revoke_list, [str(names)], catch_exceptions=False).output
    assert "已安装的 example/minimal 1.1.0 是用这把密钥签名的" in said
    assert refused(place, child_archive()) == ["publisher-key-revoked"]


def test_what_is_kept_is_what_came(place: Place) -> None:
    raw = archive()
    installed(place, raw)
    with place.office.database.read() as uow:
        [line] = uow.archives.of("example/minimal")
        assert uow.archives.body(line.digest) == raw
        assert line.digest == read_archive(raw).digest
