"""Every table of the store; the projection tables of indexed answers stand apart, because packs make them grow."""

from fangyuan.store.tables.access import AccessLog, Accounts, Drafts, Files, PublicTries, SavedFilters, SealKeys, Tokens
from fangyuan.store.tables.base import Base, Instant, Words
from fangyuan.store.tables.cases import Cases, ClockRuns, Closings, Events, Firings, Parties, Snapshots, Todo
from fangyuan.store.tables.duties import DutiesOpened
from fangyuan.store.tables.jobs import CaseSources, ImportMappings, JobLines, Jobs
from fangyuan.store.tables.letters import Letters
from fangyuan.store.tables.listeners import Announcements, Listeners
from fangyuan.store.tables.organisation import (
    Activations,
    Calendars,
    Delegations,
    DirectoryRevisions,
    Packs,
    People,
    Posts,
    Tenants,
    Units,
)
from fangyuan.store.tables.rotas import Appointments, Swaps, Turns
from fangyuan.store.tables.sharing import PackArchives, PackArrivals, PackTrials, PublisherKeys
from fangyuan.store.tables.traffic import CaseCommands, Counters, IdempotencyKeys, Inbox, Outbox, RequestsDone

__all__ = [
    "AccessLog",
    "Accounts",
    "Activations",
    "Announcements",
    "Appointments",
    "Base",
    "Calendars",
    "CaseCommands",
    "CaseSources",
    "Cases",
    "ClockRuns",
    "Closings",
    "Counters",
    "Delegations",
    "DirectoryRevisions",
    "Drafts",
    "DutiesOpened",
    "Events",
    "Files",
    "Firings",
    "IdempotencyKeys",
    "ImportMappings",
    "Inbox",
    "Instant",
    "JobLines",
    "Jobs",
    "Letters",
    "Listeners",
    "Outbox",
    "PackArchives",
    "PackArrivals",
    "PackTrials",
    "Packs",
    "Parties",
    "People",
    "Posts",
    "PublicTries",
    "PublisherKeys",
    "RequestsDone",
    "SavedFilters",
    "SealKeys",
    "Snapshots",
    "Swaps",
    "Tenants",
    "Todo",
    "Tokens",
    "Turns",
    "Units",
    "Words",
]
