"""The page of one letter: its text, how far it has come, what its reader may do with it now."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.lettering import letter_context, rendered
from fangyuan.casework.office import Office
from fangyuan.casework.reading.case import matter
from fangyuan.casework.reading.letters import NO_LETTER, stored_letter, unmade
from fangyuan.casework.reading.opened import Opened, opened
from fangyuan.casework.reading.pages import LetterPage, LetterStepView, LetterWord
from fangyuan.casework.reading.papers import letter_view
from fangyuan.engine.acts.letters import CORRECTED_AT
from fangyuan.engine.letter_paths import AFTERWARDS, DELIVER, DRAFT, known, takes_number
from fangyuan.engine.letter_words import editable_words
from fangyuan.engine.masking import Veil
from fangyuan.engine.names import Names as Titles
from fangyuan.engine.rights import Available
from fangyuan.model.problems import Refused
from fangyuan.model.state import LetterState
from fangyuan.publishing.letters import LetterFailed
from fangyuan.publishing.previews import PaperBlock, blocks_of


def letter_page(office: Office, me: Identity, case: str, copy: int, now: datetime) -> LetterPage:
    """The page; raises Refused (`not-found`) for a case that the officer may not see, or a letter that is not there."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        letter = found.state.letters.get(copy)
        if letter is None:
            raise Refused(NO_LETTER)
        kept = stored_letter(office, uow, me, letter)
    may = found.may
    veil = found.veil(found.sight())
    mine = letter in may.letters
    text, problem = _text(office, found, letter, veil, kept)
    return LetterPage(
        case=found.state.case,
        seq=found.state.seq,
        number=found.state.number,
        matter=matter(office, found, veil),
        letter=letter_view(letter, found.names, veil.cover, mine),
        steps=tuple(_steps(found, letter)),
        words=tuple(_words(office, found, letter, veil)) if mine and letter.step in CORRECTED_AT else (),
        text=text,
        problem=problem,
        may_return=mine and not letter.is_issued and letter.step != DRAFT,
        may_withdraw=letter in may.withdrawable_letters,
        may_seal=letter.is_issued
        and not letter.withdrawn
        and letter.step not in AFTERWARDS[1:]
        and _may_seal(letter, may, mine),
        may_record_for=found.names.people(may.recordable_letters.get(copy, ())),
        takes_number=takes_number(found.pack, letter),
        scan_optional=known(found.pack, letter).scan_optional,
        may_deliver=bool(letter.file) and not letter.withdrawn and _may_deliver(letter, may, mine),
    )


def _may_seal(letter: LetterState, may: Available, mine: bool) -> bool:
    """A letter that waits for its seal is sealed by whom it waits for; one that has none yet by whoever delivers it."""
    return mine if letter.step else may.may_deliver and not letter.original


def _may_deliver(letter: LetterState, may: Available, mine: bool) -> bool:
    return mine and letter.step == DELIVER if letter.step else may.may_deliver and not letter.delivered


def _text(
    office: Office, found: Opened, letter: LetterState, veil: Veil, kept: bytes | None
) -> tuple[tuple[PaperBlock, ...], str]:
    """What stands in the letter, covered where the reader may not see it; else why it cannot be shown."""
    try:
        data = kept or rendered(found.pack, found.case_type, letter, found.world, office.kinds)
    except LetterFailed as failed:
        problem = unmade(letter, failed)
        return (), f"{problem.message}{problem.advice}"
    return tuple(
        PaperBlock(block.kind, veil.cover(block.text), tuple(map(veil.cover, block.cells))) for block in blocks_of(data)
    ), ""


def _steps(found: Opened, letter: LetterState) -> Iterator[LetterStepView]:
    """Its way: who did each step and when, whom it waits for, what is ahead."""
    for place, step in enumerate(letter.path):
        if place < len(letter.passed):
            done = letter.passed[place]
            yield LetterStepView(step, "done", found.names.person(done.by), done.at)
        elif place == letter.place and letter.step:
            waiting = "、".join(found.names.person(one) for one in letter.waiting)
            yield LetterStepView(step, "now", waiting, letter.waits_since)
        else:
            yield LetterStepView(step, "ahead")


def _words(office: Office, found: Opened, letter: LetterState, veil: Veil) -> Iterator[LetterWord]:
    """The words that the reader may change; none of which they see only a mask."""
    required = known(found.pack, letter).required
    titles = Titles(found.world.directory)
    said: Mapping[str, object] = letter_context(found.pack, found.case_type, letter, titles, office.kinds, found.world)
    for word in editable_words(found.pack, found.case_type, letter):
        text = str(said.get(word, ""))
        if veil.cover(text) == text:
            [title] = found.names.words(letter.letter, [word])
            yield LetterWord(word, title, text, required.get(word, ""))
