"""The queue: every event of an act is handled once, first in, first out, until nothing follows any more.

Handling one event: slots filled from answers of the same name, the pack's own word, clocks, rules (all seeing one
snapshot), their effects; then what opens: instruments that a ladder proposes, tasks that became due, places that found
their people; then at most one automatic action.
"""

from dataclasses import replace
from functools import partial

from fangyuan.engine.acting import take
from fangyuan.engine.clocks.calendars import written_due
from fangyuan.engine.clocks.reacting import hearing, react
from fangyuan.engine.dispatching import report, tell_progress
from fangyuan.engine.effecting import Occasion, apply
from fangyuan.engine.escalating import escalated
from fangyuan.engine.facts import plain, zone_of
from fangyuan.engine.joining import join
from fangyuan.engine.letter_paths import bring
from fangyuan.engine.lettering import Asked
from fangyuan.engine.opening import follow, open_due
from fangyuan.engine.patterns import narrowings_of, word_of
from fangyuan.engine.placement import ENTRY, SHELF
from fangyuan.engine.refusing import refuse
from fangyuan.engine.ripening import next_ripe
from fangyuan.engine.rounds import Link, Round
from fangyuan.engine.rulebooks import rulebook_of
from fangyuan.engine.shielding import shield
from fangyuan.engine.unattended import follows
from fangyuan.model.effects import MOST_ROUNDS
from fangyuan.model.events import (
    AnswersSubmitted,
    CaseClosed,
    Cause,
    ChargeTaken,
    ClockEscalated,
    ClockExtended,
    ClockPaused,
    ClockResumed,
    Emitted,
    Event,
    RulesWeighed,
    SlotFilled,
    StageEntered,
    TaskCompleted,
    TaskReturned,
    Verdict,
)

MOST = 100
"""How long a chain of events of one act may be, each leading to the next. A loop is a chain without end; a case with
hundreds of units makes many chains, each of them short."""

WIDEST = 20 * MOST
"""How many events of one act may lead to others, in all its chains together."""


def settle(round_: Round) -> None:
    """Handles what waits until nothing waits; refuses an act that goes round in circles, and shows the chain."""
    led_on = 0
    while round_.queue:
        link = round_.queue.popleft()
        before = len(round_.happened)
        _handle(round_, link)
        leads = len(round_.happened) > before
        led_on += leads
        if (leads and link.depth > MOST) or led_on > WIDEST:
            chain = " → ".join(list(link.chain())[-12:])
            refuse("too-many-events", f"规则之间循环触发，已超过{MOST}步：{chain}", "请联系管理员检查业务包的规则")


def _handle(round_: Round, link: Link) -> None:
    round_.take_up(link)
    event = link.event
    _fill_slots(round_, event)
    if round_.records_what_is_over:
        shield(round_)
        round_.take_up(None)
        return
    _emit_word(round_, event)
    _turn_clocks(round_, event)
    _weigh(round_, link)
    _follow_up(round_, event)
    round_.rests(shield)
    round_.rests(open_due)
    if isinstance(event, SlotFilled | ChargeTaken | AnswersSubmitted | TaskCompleted):
        follow(round_, event.slot if isinstance(event, SlotFilled) else "")
    if isinstance(event, SlotFilled | AnswersSubmitted):
        join(round_)
    _try_automatic(round_)
    round_.take_up(None)


def _fill_slots(round_: Round, event: Event) -> None:
    """A root answer with the name of a slot fills it; an answer that was emptied empties it."""
    if not isinstance(event, AnswersSubmitted) or event.at:
        return
    cause = Cause("act", event.form)
    for name in round_.case_type.slots:
        present = round_.case.slots.get(name, ())
        if name in event.answers or name in event.cleared:
            holders = tuple(plain([event.answers.get(name)]))
            if holders != present:
                round_.emit(SlotFilled(slot=name, holders=holders), cause)


def _emit_word(round_: Round, event: Event) -> None:
    """Completing a task says the pack's own word for it; an action says its own when it is taken."""
    if isinstance(event, TaskCompleted):
        task = round_.case_type.tasks.get(event.task)
        if task and task.emits:
            round_.emit(Emitted(mark=task.emits, subject=event.subject), Cause("act", event.task))


def _turn_clocks(round_: Round, event: Event) -> None:
    concerned = hearing(round_.case_type.clocks, event)
    if not concerned:
        return
    followed = react(
        concerned,
        round_.case,
        event,
        round_.facts(),
        round_.world,
        round_.as_of,
        round_.occurred_on,
        _taken_back(round_, event),
    )
    # What made them happen is what stood there before the first of them did.
    causes = [_of_clock(round_, str(getattr(one, "clock", "")), one) for one in followed]
    for one, cause in zip(followed, causes, strict=True):
        round_.emit(one, cause)


def _taken_back(round_: Round, event: Event) -> tuple[Event, ...]:
    """What the completion of a task had said, where the event returns it for correction."""
    if not isinstance(event, TaskReturned):
        return ()
    task = round_.case_type.tasks.get(event.task)
    completed = TaskCompleted(task=event.task, subject=event.subject, visit=event.visit)
    return (completed, Emitted(mark=task.emits, subject=event.subject)) if task and task.emits else (completed,)


def _of_clock(round_: Round, clock: str, event: Event) -> Cause:
    """A pause begins and ends with a condition; what that saw is kept."""
    known = next((one for one in round_.case_type.clocks if one.clock == clock), None)
    turned = known is not None and isinstance(event, ClockPaused | ClockResumed)
    return Cause("clock", clock, round_.seen(known.pause_while) if known and turned else {})


def _weigh(round_: Round, link: Link) -> None:
    """Weighs the rules of the event against one snapshot, records every verdict, and lets the effects happen."""
    event = link.event
    book = rulebook_of(round_.pack, round_.case_type)
    subject = str(getattr(event, "subject", "") or "")
    narrowed = narrowings_of(event)
    if not book.concerns(word_of(event), narrowed):
        return
    weighed = book.weigh(word_of(event), narrowed, round_.facts(subject), round_.moment)
    if not weighed.verdicts:
        return
    if weighed.cut:
        way = " → ".join(weighed.cut)
        refuse("too-many-rounds", f"规则连环推导，已超过{MOST_ROUNDS}轮：{way}", "请联系管理员检查业务包的规则")
    verdicts = tuple(_as_kept(verdict, event) for verdict in weighed.verdicts)
    round_.emit(RulesWeighed(on=word_of(event), verdicts=verdicts, of=link.seq, pack=round_.pack.hash))
    seen, weighing = {verdict.rule: verdict.facts for verdict in verdicts}, round_.case.seq
    for rule, effect in weighed.effects:
        occasion = Occasion(rule.rule, Cause("rule", rule.rule, seen[rule.rule], weighing), event)
        follows(round_, f"规则“{rule.title}”", occasion.cause, partial(apply, round_, effect, occasion))


def _as_kept(verdict: Verdict, event: Event) -> Verdict:
    """A verdict that names what it saw of the entry in hand by the path where it is kept: titles and rights hang on that."""
    if not isinstance(event, TaskCompleted):
        return verdict
    facts = {_kept_at(path, event.task): value for path, value in verdict.facts.items()}
    return replace(verdict, facts=facts, failed=_kept_at(verdict.failed, event.task))


def _kept_at(path: str, task: str) -> str:
    head, dot, rest = path.partition(".")
    return f"{SHELF}.{task}.{rest}" if dot and head == ENTRY else path


def _follow_up(round_: Round, event: Event) -> None:
    """What the platform itself does about an event: instruments, the letter of an extension, the report to a parent."""
    if isinstance(event, ClockEscalated):
        escalated(round_, event)
    elif isinstance(event, ClockExtended):
        _tell_extension(round_, event)
    elif isinstance(event, CaseClosed):
        report(round_, event)
    elif isinstance(event, StageEntered):
        tell_progress(round_, event)


def _tell_extension(round_: Round, event: ClockExtended) -> None:
    clock = round_.case_type.clock(event.clock)
    if clock.extend is None or not clock.extend.letter:
        return
    due = written_due(event.due_at, zone_of(round_.world))
    by = round_.acting.name
    told = {"title": clock.title, "reason": event.reason, "by": event.by, "due": due, "approved_by": by}
    cause = Cause("clock", event.clock)
    letter, more = clock.extend.letter, {"extension": told}
    title = f"文书《{round_.pack.letters[letter].title}》"
    follows(round_, title, cause, partial(bring, round_, letter, cause, Asked(event.subject, more=more)))


def _try_automatic(round_: Round) -> None:
    """Takes at most one automatic action an event."""
    action = next_ripe(round_)
    if action is not None:
        round_.taken.add(action.action)
        cause = Cause("action", action.action, round_.seen(action.condition))
        follows(round_, f"自动操作“{action.title}”", cause, partial(take, round_, action, cause))
