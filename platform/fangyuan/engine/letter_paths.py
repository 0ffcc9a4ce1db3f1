"""The way of a letter: drafted, checked, signed, numbered, sealed, delivered; each step waits for somebody of the pack.

A letter whose pack names no steps is issued at once. It is issued when the last of the steps before the seal is done: from
then on its words, its number and its template stand still, and only its paper goes on.
"""

from collections.abc import Collection, Iterator, Mapping

from fangyuan.engine.lettering import Asked, addressee, check_complete, content, freeze, issue
from fangyuan.engine.office import office_people
from fangyuan.engine.rounds import Round
from fangyuan.model.events import Cause, LetterAwaited, LetterDrafted, LetterPassed, LetterWithdrawn, NobodyMatched
from fangyuan.model.outputs import Letter, LetterStep
from fangyuan.model.pack import Pack
from fangyuan.model.state import LetterState
from fangyuan.model.who import Whos
from fangyuan.model.world import Person

DRAFT, NUMBER, SEAL, DELIVER = "draft", "number", "seal", "deliver"
AFTERWARDS = (SEAL, DELIVER)
"""The steps of a letter that has been issued."""

TITLES: Mapping[str, str] = {
    DRAFT: "拟稿",
    "check": "核稿",
    "sign": "签发",
    NUMBER: "编号",
    SEAL: "用印",
    DELIVER: "送达",
}


def bring(round_: Round, name: str, cause: Cause, asked: Asked | None = None) -> None:
    """A letter of the pack comes about: issued at once, or drafted where somebody has to check, sign or seal it."""
    letter, asked = round_.pack.letters[name], asked or Asked()
    if letter.path:
        _draft(round_, letter, cause, asked)
    else:
        issue(round_, name, cause, asked)


def await_step(round_: Round, copy: int, place: int, cause: Cause) -> None:
    """Lets a letter wait for whoever does the step at a place; issues it where no step before the seal is left."""
    state = round_.case.letters[copy]
    if not state.is_issued and all(step in AFTERWARDS for step in state.path[place:]):
        _issue(round_, state, cause)
    if place < len(state.path):
        step, people = state.path[place], people_for(round_, state, place)
        if not _described(round_, state, place):
            round_.emit(NobodyMatched(wanted=f"{TITLES[step]}人", purpose=f"《{state.title}》{TITLES[step]}"))
        round_.emit(LetterAwaited(letter=state.letter, copy=copy, step=step, place=place, people=people), cause)


def takes_number(pack: Pack, state: LetterState) -> bool:
    """Whether the step that is waited for issues the letter with a number, which its paper may have already."""
    ahead = state.path[state.place + 1 :]
    numbered = bool(state.step and known(pack, state).number.parts)
    return numbered and not state.is_issued and all(step in AFTERWARDS for step in ahead)


def people_for(round_: Round, state: LetterState, place: int) -> tuple[str, ...]:
    """Who does a step now: whom the pack names, for a draft else who drew it up; where there is nobody, the office."""
    return _described(round_, state, place) or tuple(
        one.person for one in office_people(round_.pack, round_.case, round_.world)
    )


def partakes(round_: Round, state: LetterState, person: Person) -> bool:
    """Whether a step of the letter is the person's: it is at their desk that signed paper arrives."""
    hats = {hat.person for hat in round_.hats(person)}
    return any(not hats.isdisjoint(_described(round_, state, place)) for place in range(len(state.path)))


def _described(round_: Round, state: LetterState, place: int) -> tuple[str, ...]:
    whos = _who(round_, state, place)
    if whos:
        return tuple(person.person for person in round_.people(whos, state.subject))
    drew_up = (state.drafter,)
    known = round_.world.directory.people.get(state.drafter)
    return drew_up if known is not None and known.active else ()


def pass_step(round_: Round, state: LetterState, cause: Cause) -> None:
    """The step that is waited for is done; the letter goes on to the next."""
    passed = LetterPassed(letter=state.letter, copy=state.copy, step=state.step, place=state.place)
    round_.emit(passed, cause)
    await_step(round_, state.copy, state.place + 1, cause)


def shield_letters(round_: Round, away: Collection[str], reason: str) -> Iterator[str]:
    """Draws back the letters on their way to those whom the case is kept from, and asks others in their place."""
    for state in tuple(round_.case.letters.values()):
        cause = Cause("confidential")
        if state.subject in away and state.step:
            round_.emit(LetterWithdrawn(letter=state.letter, copy=state.copy, reason=reason), cause)
            yield state.subject
        elif not set(away).isdisjoint(state.waiting):
            await_step(round_, state.copy, state.place, cause)


def _draft(round_: Round, letter: Letter, cause: Cause, asked: Asked) -> None:
    """Draws a letter up; the same one that is brought again by a task that was returned begins its way anew."""
    earlier = _under_way(round_, letter, asked)
    copy = earlier.copy if earlier else len(round_.case.letters) + 1
    said = content(round_, letter, asked)
    first = letter.path[0]
    if not first.who:
        check_complete(round_, letter, {**said, **dict.fromkeys(_about_itself(letter), "-")})
    drafted = LetterDrafted(
        letter=letter.letter,
        copy=copy,
        title=letter.title,
        template=letter.template,
        path=tuple(step.step for step in letter.path),
        context=said,
        subject=asked.subject,
        to=asked.to or addressee(round_, asked.subject),
        source=asked.source,
    )
    round_.emit(drafted, cause)
    await_step(round_, copy, 0 if first.who else 1, cause)


def _about_itself(letter: Letter) -> tuple[str, ...]:
    """The words that are known only when the letter is issued."""
    return tuple(word for word, path in letter.context.items() if path.startswith("letter."))


def _under_way(round_: Round, letter: Letter, asked: Asked) -> LetterState | None:
    """The draft that the same task brought before and that is not issued yet."""
    mine = (letter.letter, asked.subject, asked.source)
    drafts = [one for one in round_.case.letters.values() if not one.is_issued and not one.withdrawn]
    return next((one for one in drafts if asked.source and (one.letter, one.subject, one.source) == mine), None)


def _issue(round_: Round, state: LetterState, cause: Cause) -> None:
    letter = known(round_.pack, state)
    freeze(round_, letter, state.copy, state.context, cause, Asked(state.subject, state.to), state.template)


def known(pack: Pack, state: LetterState) -> Letter:
    """The letter as the pack has it; one that a later version took out goes on as it was drafted."""
    return pack.letters.get(state.letter) or Letter(state.letter, state.title, state.template, {})


def _who(round_: Round, state: LetterState, place: int) -> Whos:
    """Whom the pack asks for a step, by its place, else by what it is."""
    steps = known(round_.pack, state).path
    here = steps[place] if place < len(steps) and steps[place].step == state.path[place] else None
    found: LetterStep | None = here or next((one for one in steps if one.step == state.path[place]), None)
    return found.who if found else ()
