"""The addresses of the API: one file a subject, each with its operations as data below its functions."""

from fangyuan.web.api.operations import Operation
from fangyuan.web.api.routes import (
    acts,
    bulk,
    calendars,
    cases,
    changing_hands,
    dashboard,
    desk,
    duties,
    forms,
    imports,
    listeners,
    pack_acts,
    packs,
    papers,
    registry,
    reports,
    rotas,
    standing_in,
    taking_out,
    views,
)

OPERATIONS: tuple[Operation, ...] = tuple(
    operation
    for module in (
        desk,
        views,
        imports,
        dashboard,
        reports,
        forms,
        cases,
        acts,
        changing_hands,
        bulk,
        papers,
        registry,
        rotas,
        standing_in,
        calendars,
        duties,
        packs,
        pack_acts,
        listeners,
        taking_out,
    )
    for operation in module.OPERATIONS
)
