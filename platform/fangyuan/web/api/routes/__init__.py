"""The addresses of the API: one file a subject, each with its operations as data below its functions."""

from fangyuan.web.api.operations import Operation
from fangyuan.web.api.routes import (
    acts,
    beginning,
    bulk,
    calendars,
    cases,
    changing_hands,
    dashboard,
    desk,
    drafts,
    duties,
    forms,
    imports,
    jobs,
    listeners,
    organisation,
    pack_acts,
    packs,
    paper_forms,
    papers,
    public,
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
        jobs,
        imports,
        dashboard,
        reports,
        forms,
        beginning,
        cases,
        acts,
        changing_hands,
        bulk,
        papers,
        paper_forms,
        registry,
        rotas,
        standing_in,
        calendars,
        duties,
        organisation,
        packs,
        pack_acts,
        listeners,
        taking_out,
        drafts,
        public,
    )
    for operation in module.OPERATIONS
)
