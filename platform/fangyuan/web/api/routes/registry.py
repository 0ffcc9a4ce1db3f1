"""The slip of a case, and the register of letters."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fangyuan.casework import slips
from fangyuan.casework.exporting import XLSX
from fangyuan.casework.identity import Download
from fangyuan.casework.reading.letter_register import STANDINGS, LettersAsked, letter_register, register_xlsx
from fangyuan.casework.reading.pages import LetterRegister, SlipPage
from fangyuan.casework.reading.slip import slip_page
from fangyuan.web.api.cursors import CURSOR, onward
from fangyuan.web.api.operations import Asked, Body, File, Operation, Parameter
from fangyuan.web.at_hand import now, office

TEXT = {"type": "string", "maxLength": 100}
DAY = {"type": "string", "format": "date"}
SOUGHT = (
    Parameter("words", "In the number of the letter or of its case, or in its title.", TEXT),
    Parameter("letter", "Letters of this kind only.", TEXT),
    Parameter("standing", "How far they have come.", {"type": "string", "enum": ["", *STANDINGS]}),
    Parameter("step", "Those that wait for this step.", TEXT),
    Parameter("unit", "Of this unit only.", TEXT),
    Parameter("since", "Of this day or later.", DAY),
    Parameter("until", "Of this day or earlier.", DAY),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingSlip(Body):
    """A slip to print; `renew` calls in the query code that was printed before and makes another."""

    renew: bool = False


def show_slip(asked: Asked[Any]) -> SlipPage:
    """What stands on the slip of a case, without its query code, and who printed it before."""
    return slip_page(office(), asked.me, asked.path["case"], now())


def print_slip(asked: Asked[PrintingSlip]) -> SlipPage:
    """The slip with its query code; the case tells who printed it."""
    return slips.print_slip(office(), asked.me, asked.path["case"], asked.body.renew, asked.key, now())


def register(asked: Asked[Any]) -> LetterRegister:
    """A page of the letters of the cases that the officer sees, the newest first."""
    return letter_register(office(), asked.me, _sought(asked), onward(asked.query), now())


def export(asked: Asked[Any]) -> Download:
    """The same letters, all of them, as a workbook; who took them out is written into the access log."""
    return register_xlsx(office(), asked.me, _sought(asked), now())


def _sought(asked: Asked[Any]) -> LettersAsked:
    said = asked.query
    words = {name: said[name] for name in ("words", "letter", "standing", "step", "unit")}
    return LettersAsked(**words, since=_day(said["since"]), until=_day(said["until"]))


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


OPERATIONS = (
    Operation("getSlip", "get", "/cases/{case}/slip", "The slip of a case, without its query code", show_slip, SlipPage),
    Operation(
        "printSlip", "post", "/cases/{case}/slip", "Print the slip of a case with its query code", print_slip, SlipPage,
        PrintingSlip, acts=True,
    ),
    Operation(
        "getLetterRegister", "get", "/letter-register", "The register of letters", register, LetterRegister,
        query=(*SOUGHT, CURSOR),
    ),
    Operation(
        "exportLetterRegister", "post", "/letter-register/export", "The register of letters as a workbook", export,
        File(XLSX), query=SOUGHT,
    ),
)  # fmt: skip
