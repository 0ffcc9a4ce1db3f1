"""The page of a case: everything that one officer may see of it, and do with it, now."""

from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.dues import ClockReader, clock_views
from fangyuan.casework.reading.gathering import unheard
from fangyuan.casework.reading.handing_in import handed_in
from fangyuan.casework.reading.linking import hidden_ties, link_views, told
from fangyuan.casework.reading.opened import Opened, opened
from fangyuan.casework.reading.pages import CasePage, ClockView, Named
from fangyuan.casework.reading.papers import file_views, letter_views
from fangyuan.casework.reading.passing_on import case_acts, objection_views
from fangyuan.casework.reading.sections import Reader, entry_sections, form_sections, people_sections
from fangyuan.casework.reading.tasks import Deck, action_buttons, actions_on_paper, draft_views, task_cards
from fangyuan.casework.reading.timeline import timeline
from fangyuan.casework.reading.told import may_book, told_of
from fangyuan.casework.reading.track import stage_track
from fangyuan.casework.reading.why import Explainer, why_blocks
from fangyuan.casework.rows import title_of
from fangyuan.engine.masking import Veil, open_values
from fangyuan.engine.rights import Available


def case_page(office: Office, me: Identity, case: str, now: datetime) -> CasePage:
    """The page; raises Refused (`not-found`) where the officer may not see the case."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        events = found.events(uow)
        may = found.may
        hidden = hidden_ties(uow, found, office, events)
        links = link_views(office, uow, found, may, hidden)
        hands_in = handed_in(office, uow, me, found.pack, events, now)
    sight = found.sight(events)
    veil = found.veil(sight)
    deck = Deck.of(found, may, veil, unheard(found, hidden, may.instruments))
    reader = Reader(found.state, found.names, sight, office.kinds, veil)
    state, names = found.share.weighed(found.state, events), found.names
    explainer = Explainer(names, sight, veil)
    told_events = told(events, hidden)
    untold = {one.seq for one in events} - {one.seq for one in told_events}
    return CasePage(
        case=state.case,
        seq=state.seq,
        number=state.number,
        case_type=Named(state.case_type, found.case_type.title),
        matter=matter(office, found, veil),
        unit=names.any(state.unit),
        leader=names.person(state.leader),
        received_on=state.received_on,
        registered_at=state.registered_at,
        registered_by=names.person(state.registered_by),
        closed_at=state.closed_at,
        outcome=names.outcome(state.outcome),
        flags=names.flags(state.flags),
        stages=stage_track(state, found.case_type, events),
        tasks=task_cards(deck),
        actions=action_buttons(deck),
        drafts=draft_views(deck, veil),
        clocks=clocks(found, may),
        people=people_sections(reader),
        sections=form_sections(reader),
        by_unit=entry_sections(reader),
        letters=letter_views(state, names, veil.cover, [one.copy for one in may.letters]),
        links=links,
        files=file_views(events, names, sight),
        timeline=timeline(told_events, state, found.zone, explainer),
        why=why_blocks(state, events, explainer, untold),
        acts=case_acts(may),
        objections=objection_views(may, names),
        may_reopen=may.may_reopen,
        may_deliver=may.may_deliver,
        may_print_slip=may.may_print_slip,
        pack=state.pack,
        hands_in=hands_in,
        told=told_of(found),
        may_book=may_book(found),
        on_paper=actions_on_paper(deck),
        open_values=open_values(state.answers, sight),
    )


def matter(office: Office, found: Opened, veil: Veil) -> str:
    """The matter in one line; the type's title where no answer says it."""
    title = title_of(found.state, found.case_type, found.world, office.kinds)
    return veil.cover(title) or found.case_type.title


def clocks(found: Opened, may: Available) -> tuple[ClockView, ...]:
    """Every run of every clock."""
    askable = {(choice.run.clock, choice.run.subject): choice.why_not for choice in may.may_ask_extension}
    person = found.person.person
    reader = ClockReader(
        found.case_type, found.names, found.world, person, found.now, askable, may.recordable_extensions
    )
    return clock_views(found.state, reader)
