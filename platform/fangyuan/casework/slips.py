"""The slip that is printed after a registration, and the query code on it, which is kept nowhere: it is worked out again
whenever it is needed, from the installation's key (docs/decisions/025).
"""

import unicodedata
from dataclasses import replace
from datetime import datetime

from fangyuan.casework.acting import act, load
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.pages import SlipPage
from fangyuan.casework.reading.slip import slip_page
from fangyuan.model.commands import PrintSlip
from fangyuan.store.installation import KeyUnusable


def print_slip(office: Office, me: Identity, case: str, renew: bool, key: str, now: datetime) -> SlipPage:
    """Prints it: told in the case first, then with its code. `renew` calls the code in that was there before."""
    act(office, me, case, PrintSlip(renew=renew), now, key)
    with office.database.read() as uow:
        issue = load(uow, me.tenant, case).state.slip
    return replace(slip_page(office, me, case, now), code=spaced(code_of(office, me.tenant, case, issue)))


def code_of(office: Office, tenant: str, case: str, issue: int) -> str:
    """The query code of a case."""
    key = office.database.key
    if key is None:
        raise KeyUnusable("there is no installation key; query codes cannot be worked out")
    return key.query_code(tenant, case, issue)


def spaced(code: str) -> str:
    """As it is printed: in two halves."""
    return f"{code[: len(code) // 2]} {code[len(code) // 2 :]}"


def plainly(typed: str) -> str:
    """A code as somebody typed it: in any case and width, with spaces and dashes where they like."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())[:40]
