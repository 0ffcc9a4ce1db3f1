"""The pages: one file and one blueprint a page, which translates HTTP to casework and back."""

from flask import Blueprint

from fangyuan.web.pages import (
    act,
    action,
    activation,
    arrivals,
    aside,
    bulk,
    calendars,
    case,
    correction,
    dashboard,
    delegations,
    desk,
    diary,
    digests,
    draft,
    drafts,
    duties,
    extension,
    filters,
    gallery,
    handover,
    health,
    imports,
    jobs,
    kit,
    leader,
    ledger,
    letter,
    letter_register,
    listeners,
    login,
    organisation,
    packs,
    paper,
    password,
    person,
    public,
    reception,
    register,
    reports,
    rota,
    slip,
    task,
)

BLUEPRINTS: tuple[Blueprint, ...] = tuple(
    module.blueprint
    for module in (
        act, action, activation, arrivals, aside, bulk, calendars, case, correction, dashboard, delegations, desk, diary, digests,
        draft, drafts,
        duties, extension, filters, gallery, handover, health, imports, jobs, kit, leader, ledger, letter, letter_register, listeners,
        login, organisation, packs, paper, password, person, public, reception, register,
        reports, rota, slip, task,
    )
)  # fmt: skip
