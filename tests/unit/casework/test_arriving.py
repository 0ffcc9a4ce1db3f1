"""Archives that an administrator brings: examined, tried by a round, installed, opened from a day on, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fangyuan.casework.activating import (
    Wanted,
    activate_for,
    foresee_activation,
    foresee_rollback,
    foresee_stop,
    roll_back_for,
    stop,
    withdraw_plan,
)
from fangyuan.casework.arriving import MOST_WAITING, ask_trial, bring, discard, install_arrival, trial_of, try_waiting
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.activation import activation_form
from fangyuan.casework.reading.arrivals import arrival_page
from fangyuan.casework.reading.packs import archive as download
from fangyuan.casework.reading.packs import pack_page, packs_page
from fangyuan.casework.reading.pages import PackState
from fangyuan.casework.registering import register
from fangyuan.casework.staffing import staff_of
from fangyuan.casework.trying import Trial
from fangyuan.compiler.telling import english
from fangyuan.model.pack import Pack, Role
from fangyuan.model.problems import PackRejected, Problem, Refused
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.packs.keys import SigningKey
from fangyuan.packs.source import Source
from unit.casework.offices import ANSWERS, CLERK, REPAIR, Place, make_place
from unit.casework.test_receiving import KEY, OTHER, archive, counted

ADMIN, BELOW = Identity("t", "admin"), Identity("below", "admin-below")
DAY = timedelta(days=1)
LONGER = ("case-types/repair/report.schema.json", '"maxLength": 60', '"maxLength": 80')
ROLE = ("roles.yaml", "- role: clerk", "- {role: helper, title: 帮手, scope: own}\n- role: clerk")


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    made = make_place(sqlite_url, tmp_path)
    put_organisation(
        made.office,
        [Tenant("below", "下级", "XJ", "township", parent="t")],
        [Unit("below-office", "below", "办公室")],
        [
            Person("admin", "t", "管理员丙", (Post("administrator", "office"),)),
            Person("admin-below", "below", "管理员丁", (Post("administrator", "below-office"),)),
        ],
    )
    yield made
    made.office.database.close()


def passes(source: Source) -> Trial:
    """A trial that was held and found nothing; how one is held is tested beside."""
    return Trial("", (("场景", ()),), {"stage": (1, 2)}, ((REPAIR, "stage", "修理"),), ())


def installed(place: Place, raw: bytes) -> Pack:
    """An archive, brought, tried and installed."""
    digest = bring(place.office, ADMIN, "a.fypack", raw, place.now)
    try_waiting(place.office, place.now, passes)
    return install_arrival(place.office, ADMIN, digest, place.now)


def logged(place: Place) -> list[str]:
    with place.office.database.read() as uow:
        return [line.what for line in uow.log.page("t") if line.what.startswith("pack-")]


def refused(place: Place, raw: bytes) -> list[str]:
    """Why an archive is not even kept; nothing but a line of the log was written."""
    before = counted(place)
    with pytest.raises(Refused) as no:
        bring(place.office, ADMIN, "a.fypack", raw, place.now)
    assert counted(place) == before | {"access_log": before["access_log"] + 1}
    assert logged(place)[0] == "pack-refused"
    return [problem.code for problem in no.value.problems]


def test_an_archive_waits_until_it_was_tried_and_somebody_decided(place: Place) -> None:
    office, now = place.office, place.now
    digest = bring(office, ADMIN, "minimal.fypack", archive("1.1.0", KEY, LONGER), now)
    page = arrival_page(office, ADMIN, digest, "zh", now)
    assert (page.key_known, page.unsigned_here, page.may_install, page.trial.done_at) == (False, True, False, None)
    assert page.changes is not None
    assert [one.cls for one in page.changes.differences] == ["放宽"]
    with pytest.raises(Refused, match="还没有在本机运行完"):
        install_arrival(office, ADMIN, digest, now)
    assert place.work(now).tried == 1
    assert place.work(now).idle
    page = arrival_page(office, ADMIN, digest, "zh", now)
    assert page.may_install
    assert page.trial.coverage[0].of > 0
    pack = install_arrival(office, ADMIN, digest, now)
    listed = packs_page(office, ADMIN, now)
    assert (listed.arrivals, {one.state for one in listed.packs if one.hash == pack.hash}) == (
        (),
        {PackState.INSTALLED},
    )
    assert download(office, ADMIN, pack.hash, now).data == archive("1.1.0", KEY, LONGER)
    assert logged(place) == ["pack-installed", "pack-brought"]
    with pytest.raises(Refused, match="没有归档"):
        download(office, ADMIN, place.pack.hash, now)


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        (b"", ["archive-unreadable"]),
        (archive()[:900], ["archive-unreadable"]),
        (archive("0.9.0"), ["pack-downgrade"]),
    ],
)
def test_what_is_no_sound_next_version_is_not_kept(place: Place, raw: bytes, codes: list[str]) -> None:
    assert refused(place, raw) == codes


@pytest.mark.parametrize(("version", "code"), [("1.0.0", "pack-version-taken"), ("1.0.1", "pack-step-too-small")])
def test_a_number_that_hides_what_changed_is_refused_beside_the_change(place: Place, version: str, code: str) -> None:
    digest = bring(place.office, ADMIN, "x.fypack", archive(version, KEY, LONGER), place.now)
    before = counted(place)
    for language, asks in (("zh", "至少"), ("en", "asks for a larger step")):
        page = arrival_page(place.office, ADMIN, digest, language, place.now)
        assert ([one.code for one in page.against], page.may_install) == ([code], False)
        assert page.changes is not None
        assert page.changes.differences
        told = page.against[0].message if language == "zh" else english(page.against[0])
        assert code == "pack-version-taken" or asks in told
    with pytest.raises(Refused) as refusal:
        install_arrival(place.office, ADMIN, digest, place.now)
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert {name: many for name, many in counted(place).items() if name != "access_log"} == {
        name: many for name, many in before.items() if name != "access_log"
    }
    discard(place.office, ADMIN, digest, place.now)


def test_another_publisher_of_the_same_name_is_refused_and_so_is_a_revoked_key(place: Place) -> None:
    installed(place, archive())
    assert refused(place, archive("1.2.0", OTHER)) == ["publisher-other-key"]
    assert refused(place, archive("1.2.0", SigningKey.new())) == ["publisher-other-key"]


def test_what_waits_may_be_overtaken_and_then_says_why_it_cannot_be_installed(place: Place) -> None:
    waits = bring(place.office, ADMIN, "1.1.fypack", archive("1.1.0"), place.now)
    try_waiting(place.office, place.now, passes)
    installed(place, archive("1.2.0"))
    page = arrival_page(place.office, ADMIN, waits, "zh", place.now)
    assert ([problem.code for problem in page.refused], page.may_install) == (["pack-downgrade"], False)
    with pytest.raises(Refused, match="不能再装更旧的"):
        install_arrival(place.office, ADMIN, waits, place.now)
    discard(place.office, ADMIN, waits, place.now)
    with pytest.raises(Refused, match="没有这个"):
        discard(place.office, ADMIN, waits, place.now)


def test_a_pack_that_fails_or_cannot_be_tried_here_is_shown_and_not_installed(place: Place) -> None:
    def fails(source: Source) -> Trial:
        return replace(passes(source), scenarios=(("逾期", (("2: 时限应为红灯", "2: the light should be red"),)),))

    def crashes(source: Source) -> Trial:
        raise PackRejected([Problem("pack-crashes", "定义包试运行时出错。")])

    digest = bring(place.office, ADMIN, "a.fypack", archive(), place.now)
    for play, why in ((fails, "时限应为红灯"), (crashes, "试运行时出错")):
        try_waiting(place.office, place.now, play)
        assert not arrival_page(place.office, ADMIN, digest, "zh", place.now).may_install
        with pytest.raises(Refused, match=why):
            install_arrival(place.office, ADMIN, digest, place.now)
        with place.office.database.begin() as uow:
            uow.trials.ask(arrival_page(place.office, ADMIN, digest, "zh", place.now).hash, place.now, again=True)
            uow.commit()


def test_a_trial_whose_worker_dies_each_time_ends(place: Place) -> None:
    digest = bring(place.office, ADMIN, "a.fypack", archive(), place.now)
    pack_hash = arrival_page(place.office, ADMIN, digest, "zh", place.now).hash
    for hour in range(3):
        with place.office.database.begin() as uow:
            assert uow.trials.lease(place.now + timedelta(hours=hour), 60) is not None
            uow.commit()
    assert try_waiting(place.office, place.now + timedelta(hours=3), passes) == 1
    with pytest.raises(PackRejected, match="没有结束"):
        trial_of(place.office, pack_hash)


def test_who_may_bring_packs(place: Place) -> None:
    for me, why in ((CLERK, "管理员"), (BELOW, "最上级")):
        with pytest.raises(Refused, match=why):
            bring(place.office, me, "a.fypack", archive(), place.now)
    assert not packs_page(place.office, BELOW, place.now).may_install


def test_only_so_many_wait(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_WAITING > 1
    monkeypatch.setattr("fangyuan.casework.arriving.MOST_WAITING", 1)
    bring(place.office, ADMIN, "a.fypack", archive("1.1.0"), place.now)
    bring(place.office, ADMIN, "again.fypack", archive("1.1.0"), place.now)
    with pytest.raises(Refused, match="等待处理"):
        bring(place.office, ADMIN, "b.fypack", archive("1.2.0"), place.now)


def test_a_version_opens_on_its_day_with_the_posts_that_it_brings(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, now = place.office, place.now
    before = place.register("before")
    pack = installed(place, archive("1.1.0", KEY, ROLE))
    wanted = Wanted(now + 2 * DAY, {}, {"helper": "clerk"})
    seen = foresee_activation(office, ADMIN, pack, wanted, now)
    [switch] = seen.switches
    assert (switch.was, switch.now, switch.open_cases) == ("设备报修 1.0.0", "设备报修 1.1.0", 1)
    assert [(post.person.title, post.role.title) for post in seen.posts] == [("报修员甲", "帮手")]
    assert activate_for(office, ADMIN, pack, wanted, now) == (REPAIR,)
    planned = pack_page(office, ADMIN, pack.hash, now).summary
    assert (planned.state, planned.planned_from) == (PackState.PLANNED, now + 2 * DAY)

    def roles() -> set[str]:
        with office.database.read() as uow:
            return set(office.directory(uow, "t").people["clerk"].roles)

    place.work(now + DAY)
    assert roles() == {"clerk"}
    assert place.state(register(office, CLERK, REPAIR, ANSWERS, None, "k2", place.now).case).pack == place.pack.hash
    place.work(now + 2 * DAY)
    assert roles() == {"clerk", "helper"}
    assert place.state(register(office, CLERK, REPAIR, ANSWERS, None, "k3", place.now).case).pack == pack.hash
    assert place.state(before.case).pack == place.pack.hash
    counts = {one.hash: (one.state, one.open_cases) for one in packs_page(office, ADMIN, place.now).packs}
    assert counts == {place.pack.hash: (PackState.RETIRED, 2), pack.hash: (PackState.ACTIVE, 1)}
    monkeypatch.setattr("fangyuan.casework.reading.packs.COUNT_CAP", 1)
    capped = {one.hash: (one.open_cases, one.capped) for one in packs_page(office, ADMIN, place.now).packs}
    assert capped == {place.pack.hash: (1, True), pack.hash: (1, False)}
    with office.database.begin() as uow:
        uow.directory.put_people(
            [replace(office.directory(uow, "t").people["clerk"], posts=(Post("clerk", "office"),))]
        )
        uow.commit()
    place.work(now + 3 * DAY)
    assert roles() == {"clerk"}


def test_what_was_chosen_here_stays_and_what_was_the_default_follows_and_both_are_told(place: Place) -> None:
    office, now = place.office, place.now
    many = "\n  many: {title: 多少件算多, type: integer, default: %s}"
    within = "default: 急修件当日到场}\n  within: {title: 复核期限, kind: duration, default: %s workdays}"
    old, new = (
        ("pack.yaml", "default: 急修件当日到场}", within % days + many % count) for days, count in ((5, 3), (4, 2))
    )
    first = installed(place, archive("2.0.0", KEY, old))
    seen = foresee_activation(office, ADMIN, first, Wanted(now, {"many": 4}), now)
    assert {(one.parameter.id, one.was, one.now) for one in seen.values} == {
        ("within", "", "5个工作日"),
        ("many", "", "4"),
    }
    activate_for(office, ADMIN, first, Wanted(now, {"many": 4}), now + DAY / 2)
    now += DAY
    digest = bring(office, ADMIN, "a.fypack", archive("3.0.0", KEY, new), now)
    told = dict(arrival_page(office, ADMIN, digest, "zh", now).values)
    assert "现在是5个工作日，是原来的默认值；新的默认值是4个工作日" in told["复核期限"]
    assert "仍为4" in told["多少件算多"]
    try_waiting(office, now, passes)
    pack = install_arrival(office, ADMIN, digest, now)
    form = activation_form(office, ADMIN, pack, now, "en")
    assert (form.values["within"], form.values["many"]) == ("4 workdays", "4")
    assert "it becomes 4 workdays" in form.told["within"]
    seen = foresee_activation(office, ADMIN, pack, Wanted(now), now)
    assert [(one.parameter.id, one.was, one.now) for one in seen.values] == [("within", "5个工作日", "4个工作日")]

    def lines(of: Pack) -> dict[str, dict[str, str]]:
        return {one.id: dict(one.lines) for one in pack_page(office, ADMIN, of.hash, now).parameter_texts}

    assert lines(first)["within"] == {"本机关": "5个工作日", "默认": "5个工作日"}
    assert lines(pack)["within"]["本机关现在"] == "5个工作日"
    assert pack_page(office, ADMIN, first.hash, now).parameters["many"] == "4（多少件算多）"
    activate_for(office, ADMIN, pack, Wanted(now), now)
    assert lines(pack)["many"] == {"本机关": "4", "默认": "2"}
    with office.database.read() as uow:
        active = uow.packs.active("t", REPAIR, now)
    assert active is not None
    assert active.parameters == {"many": 4}


def test_every_role_is_told_with_who_holds_it_and_what_others_call_it(place: Place) -> None:
    office, now = place.office, place.now
    pack = installed(place, archive("1.1.0", KEY, ROLE))
    seen = foresee_activation(office, ADMIN, pack, Wanted(now, {}, {"helper": "chief", "clerk": "chief"}), now)
    held = {one.role: one.people for one in seen.staff}
    assert held == {"helper": ("科长乙",), "clerk": ("科长乙", "报修员甲"), "chief": ("科长乙",)}
    with office.database.read() as uow:
        directory = office.directory(uow, "t")
    stranger = replace(pack, pack="other/rooms", title="会议室", roles={"clerk": Role("clerk", "会议室管理员")})
    also = {one.role: one.also for one in staff_of(directory, "t", pack, [pack, stranger, stranger])}
    assert also == {"helper": (), "clerk": (("会议室管理员", "会议室"),), "chief": ()}


def test_going_back_stopping_and_taking_a_plan_back(place: Place) -> None:
    office, now = place.office, place.now
    pack = installed(place, archive())
    activate_for(office, ADMIN, pack, Wanted(now + DAY), now)
    assert withdraw_plan(office, ADMIN, pack, now) == (REPAIR,)
    with pytest.raises(Refused, match="计划"):
        withdraw_plan(office, ADMIN, pack, now)
    later = now + DAY
    activate_for(office, ADMIN, pack, Wanted(now), later - DAY / 2)
    activate_for(office, ADMIN, pack, Wanted(later + DAY), later)
    seen = foresee_rollback(office, ADMIN, pack, later)
    assert [(one.was, one.now) for one in seen.switches] == [("设备报修 1.1.0", "设备报修 1.0.0")]
    assert len(seen.unplanned) == 1
    assert pack_page(office, ADMIN, pack.hash, later).may_go_back
    assert roll_back_for(office, ADMIN, pack, later) == ((REPAIR, place.pack.hash),)
    old = place.pack
    assert [one.was for one in foresee_stop(office, ADMIN, old, later).switches] == ["设备报修 1.0.0"]
    stop(office, ADMIN, old, later + DAY)
    with pytest.raises(Refused, match="没有启用"):
        register(office, CLERK, REPAIR, ANSWERS, None, "k9", later + DAY)
    with pytest.raises(Refused, match="没有在启用"):
        stop(office, ADMIN, old, later + DAY)
    told = [one.what for one in pack_page(office, ADMIN, pack.hash, later).log]
    assert told[:3] == ["pack-stopped", "pack-rolled-back", "pack-activated"]


def test_which_case_types_are_opened_is_a_choice(place: Place) -> None:
    pack = installed(place, archive())
    for types, why in (((), "至少选择一类"), (("minimal/nothing",), "没有事项类型")):
        with pytest.raises(Refused, match=why):
            foresee_activation(place.office, ADMIN, pack, Wanted(place.now, case_types=types), place.now)


def test_a_pack_that_is_installed_can_be_tried_again(place: Place) -> None:
    ask_trial(place.office, ADMIN, place.pack, place.now)
    assert pack_page(place.office, ADMIN, place.pack.hash, place.now).trial.done_at is None
    try_waiting(place.office, place.now)
    view = pack_page(place.office, ADMIN, place.pack.hash, place.now).trial
    assert view.passed
    assert {shown.part for shown in view.coverage} >= {"stage", "action", "clock"}
