"""Who has which turn of recurring work, and who is booked for which time."""

from datetime import date
from typing import Any

from fangyuan.casework import appointing, reception_papers, rotas, swaps
from fangyuan.casework.identity import Done, Download
from fangyuan.casework.reading.letters import DOCX
from fangyuan.casework.reading.pages import AppointmentPage, ReceptionPage, RotaPage
from fangyuan.casework.reading.receptions import appointment_page, reception_page
from fangyuan.casework.reading.rota import rota_page
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.api.answers import Acted
from fangyuan.web.api.operations import Asked, File, Operation
from fangyuan.web.api.rota_bodies import (
    AnsweringSwap,
    BookingTime,
    CancellingAppointment,
    GivingTurn,
    RecordingAppointment,
    SettlingTurns,
    SwappingTurns,
)
from fangyuan.web.at_hand import now, office


def list_rotas(asked: Asked[Any]) -> RotaPage:
    """The rotas of the jurisdiction: whose the coming days are, each one's share of the period, what was changed."""
    return rota_page(office(), asked.me, now())


def give(asked: Asked[GivingTurn]) -> RotaPage:
    """Says whose a day is; whoever had it is told too."""
    body = asked.body
    rotas.give_turn(office(), asked.me, _duty(asked), body.occurs_on, body.person, body.reason, now(), body.n)
    return list_rotas(asked)


def swap(asked: Asked[SwappingTurns]) -> RotaPage:
    """Two officers change places: at once where whoever says whose the days are does it, else the other is asked."""
    body = asked.body
    known = None if body.n is None or body.other_n is None else (body.n, body.other_n)
    swaps.change_places(office(), asked.me, _duty(asked), body.occurs_on, body.other, body.reason, now(), known)
    return list_rotas(asked)


def answer(asked: Asked[AnsweringSwap]) -> RotaPage:
    """Agrees to change places, or declines; whoever asked is told."""
    swaps.answer_swap(office(), asked.me, asked.path["swap"], asked.body.agreed, now(), asked.body.reason)
    return list_rotas(asked)


def take_back(asked: Asked[Any]) -> RotaPage:
    """Asks no longer to change places."""
    swaps.take_swap_back(office(), asked.me, asked.path["swap"], now())
    return list_rotas(asked)


def settle(asked: Asked[SettlingTurns]) -> RotaPage:
    """Every day until then stays as it is expected."""
    rotas.settle_turns(office(), asked.me, _duty(asked), asked.body.until, now())
    return list_rotas(asked)


def reception(asked: Asked[Any]) -> ReceptionPage:
    """A day, time by time; of a case that the officer may not see only that a place is taken."""
    return reception_page(office(), asked.me, _duty(asked), _day(asked), now())


def paper(asked: Asked[Any]) -> Download:
    """The list of the day as a Word paper; that it was printed is in the access log."""
    return reception_papers.print_day(office(), asked.me, _duty(asked), _day(asked), now())


def appointment(asked: Asked[Any]) -> AppointmentPage:
    """What a case is booked for, and the times that are free."""
    return appointment_page(office(), asked.me, asked.path["case"], now())


def book(asked: Asked[BookingTime]) -> Acted:
    """Books a case for a time, or moves it there."""
    body, case = asked.body, asked.path["case"]
    done = appointing.book(
        office(), asked.me, case, body.duty, body.occurs_on, body.time, now(), asked.key, body.seen
    )  # fmt: skip
    return _acted(done)


def cancel(asked: Asked[CancellingAppointment]) -> Acted:
    """They need not come; the place is free again."""
    body, case = asked.body, asked.path["case"]
    return _acted(appointing.cancel(office(), asked.me, case, body.reason, now(), asked.key, body.seen))


def record(asked: Asked[RecordingAppointment]) -> Acted:
    """Whether they came."""
    body, case = asked.body, asked.path["case"]
    done = appointing.record(office(), asked.me, case, body.kept, now(), asked.key, body.reason, body.seen)
    return _acted(done)


def _acted(done: Done) -> Acted:
    return Acted(done.case, done.seq, done.number, done.words)


def _duty(asked: Asked[Any]) -> str:
    return f"{asked.path['pack']}/{asked.path['duty']}"


def _day(asked: Asked[Any]) -> date:
    try:
        return date.fromisoformat(asked.path["day"])
    except ValueError:
        raise Refused(Problem("not-found", "没有这一天。", advice="日期写成 2026-03-11。")) from None


OPERATIONS = (
    Operation("listRotas", "get", "/rotas", "Whose turn it is", list_rotas, RotaPage),
    Operation("giveTurn", "post", "/rotas/{pack}/{duty}/turns", "Say whose a day is", give, RotaPage, body=GivingTurn),
    Operation("swapTurns", "post", "/rotas/{pack}/{duty}/swaps", "Two officers change places", swap, RotaPage,
              body=SwappingTurns),
    Operation("answerSwap", "post", "/swaps/{swap}/answer", "Agree to change places, or decline", answer, RotaPage,
              body=AnsweringSwap),
    Operation("takeSwapBack", "post", "/swaps/{swap}/take-back", "Ask no longer to change places", take_back, RotaPage),
    Operation("settleTurns", "post", "/rotas/{pack}/{duty}/settle", "Keep the days as they are expected", settle,
              RotaPage, body=SettlingTurns),
    Operation("getReception", "get", "/receptions/{pack}/{duty}/{day}", "Who comes when", reception, ReceptionPage),
    Operation("printReception", "post", "/receptions/{pack}/{duty}/{day}/paper", "The list of a day on paper", paper,
              File(DOCX)),
    Operation("getAppointment", "get", "/cases/{case}/appointment", "What a case is booked for, and may be", appointment,
              AppointmentPage),
    Operation("bookAppointment", "post", "/cases/{case}/appointment", "Book a case for a time, or move it", book, Acted,
              BookingTime, acts=True),
    Operation("cancelAppointment", "post", "/cases/{case}/appointment/cancel", "They need not come", cancel, Acted,
              CancellingAppointment, acts=True),
    Operation("recordAppointment", "post", "/cases/{case}/appointment/came", "Write down whether they came", record,
              Acted, RecordingAppointment, acts=True),
)  # fmt: skip
