"""Many persons, many requests and many units in one case: each has tasks, answers and clocks of its own, and ends apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from fangyuan.model.clocks import Clock
from fangyuan.model.commands import ReturnTask, TakeAction
from fangyuan.model.durations import Duration
from fangyuan.model.procedure import Action, Stage, Task
from unit.engine.procedures import ACTIONS, FORMS, STAGES, Play, asked, case_type, done, form, on, pack, role

PERSONS = [{"person_id": f"p{n}", "name": f"来访人{n}"} for n in range(3)]
REQUESTS = [{"id": f"r{n}", "text": f"请求{n}"} for n in range(4)]
UNITS = ["U1", "U2"]
EACH = {
    "hear": ("persons", [row["person_id"] for row in PERSONS], "clerk"),
    "settle": ("requests", [row["id"] for row in REQUESTS], "clerk"),
    "reply": ("units", UNITS, "head"),
}


def crowded() -> Play:
    """A case in work, in which every person is heard, every request settled and every unit replies, each by a clock."""
    persons = replace(asked("persons", "array"), children=(asked("person_id"), asked("name")))
    requests = replace(asked("requests", "array"), children=(asked("id"), asked("text")))
    forms = {**FORMS, "register": form("register", asked("subject_matter"), persons, requests)}
    tasks = tuple(
        Task(name, name, who=role(who), form="report", per=per, emits=f"{name}-done")
        for name, (per, _, who) in EACH.items()
    )
    clocks = tuple(
        Clock(name, name, start=on("stage-entered", stage="work"), stop=on(f"{name}-done"), per=per,
              within=Duration.parse("10 days"))
        for name, (per, _, _) in EACH.items()
    )  # fmt: skip
    stages = tuple(Stage(one.stage, one.title, tasks) if one.stage == "work" else one for one in STAGES)
    ends = tuple(Action(f"end-{name}", "办结", ("work",), close="closed", condition=done(name)) for name in EACH)
    kind = case_type(forms=forms, stages=stages, clocks=clocks, rules=(), actions=(*ACTIONS, *ends))
    play = Play(pack=pack(kind))
    play.register(answers={"subject_matter": "征地", "persons": PERSONS, "requests": REQUESTS})
    play.do("head", "screen", difficulty="ordinary")
    play.act("head", "select")
    play.do("clerk", "liaise", units=UNITS, standard="到账")
    play.act("head", "assign")
    play.act("head", "hand-over")
    return play


def statuses(play: Play) -> dict[tuple[str, str], tuple[str, str]]:
    """The status of the task and of the clock of each subject."""
    tasks = {(state.task, state.subject): state.status for state in play.state.tasks.values() if state.task in EACH}
    runs = {(run.clock, run.subject): run.status for run in play.state.clocks.values()}
    return {key: (tasks[key], runs[key]) for key in tasks}


def subjects() -> list[tuple[str, str]]:
    return [pair for name, (_, some, _) in EACH.items() for pair in product([name], some)]


def test_every_person_request_and_unit_has_work_answers_and_a_deadline_of_its_own() -> None:
    play = crowded()
    assert statuses(play) == dict.fromkeys(subjects(), ("open", "running"))
    told = {}
    for place, (name, subject) in enumerate(subjects()):
        play.do(EACH[name][2], name, subject, result=f"第{place}项")
        told[name, subject] = f"第{place}项"
        finished = dict.fromkeys(told, ("done", "stopped"))
        assert statuses(play) == {**dict.fromkeys(subjects(), ("open", "running")), **finished}, "nobody else's ended"
    shelf = play.state.answers["tasks"]
    assert {(name, subject): entry["result"] for name in EACH for subject, entry in shelf[name].items()} == told
    assert play.refolded() == play.state


def test_one_kind_is_done_when_all_of_it_are_and_one_that_is_returned_opens_alone() -> None:
    play = crowded()
    for subject in EACH["settle"][1]:
        assert play.refusal("head", TakeAction(action="end-settle")).code == "guard"
        play.do("clerk", "settle", subject, result="已办")
    play.give("head", ReturnTask(task="settle", subject="r2", reason="没有说清"))
    assert [key for key, (task, _) in statuses(play).items() if task == "open" and key[0] == "settle"] == [
        ("settle", "r2")
    ]
    assert statuses(play)["settle", "r2"] == ("open", "running"), "it is owed again"
    play.do("clerk", "settle", "r2", result="补充了")
    play.act("head", "end-settle")
    assert play.state.closed
    assert not play.state.open_tasks(), "those of the persons and the units are asked for no more"
