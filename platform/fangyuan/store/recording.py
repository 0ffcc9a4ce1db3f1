"""Events and snapshots on their way into the tables and out again: encoded, sealed, hashed."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row

from fangyuan.model.events import AnswersSubmitted, Cause, Recorded
from fangyuan.model.state import CaseState
from fangyuan.store.canonical import canonical, compact
from fangyuan.store.codec import decode, decode_event, encode_cause, encode_event, encode_state
from fangyuan.store.hashing import hash_of
from fangyuan.store.sealing import Seal, seal_carriers, seal_tree, secrets_of, subjects_of
from fangyuan.store.seals import Seals


class Envelope:
    """What seals the events and the snapshot of one case in one append; seals nothing where nothing is sensitive."""

    def __init__(self, seals: Seals, state: CaseState, sensitive: frozenset[str]) -> None:
        """`state` is the case after the append: its answers, now and formerly, say which texts are looked for elsewhere."""
        self._sensitive = sensitive
        self._case = state.case
        self._seal: Seal = seals.sealer(state.tenant, state.case)
        self._secrets: Mapping[str, str] = {}
        if sensitive:
            trees = (*state.former, state.answers)
            self._secrets = {
                text: who for tree in trees for text, who in secrets_of(tree, sensitive, state.case).items()
            }
            seals.prepare(state.tenant, {who for tree in trees for who in subjects_of(tree, sensitive, state.case)})

    def event(self, recorded: Recorded) -> tuple[str, str]:
        """(cause, body) as canonical texts."""
        cause, body = encode_cause(recorded.cause), encode_event(recorded.event)
        if not self._sensitive:
            return canonical(cause), canonical(body)
        secrets = self._secrets
        if isinstance(recorded.event, AnswersSubmitted):
            path = _root(recorded.event.at)
            secrets = {**secrets, **secrets_of(recorded.event.answers, self._sensitive, self._case, path)}
            body["answers"] = seal_tree(body["answers"], self._sensitive, self._case, self._seal, path)
        if cause["facts"]:
            cause = {**cause, "facts": self._by_path(cause["facts"])}
        written = self._carriers(self._verdicts(body), secrets)
        return self._carriers(cause, secrets), written

    def state(self, state: CaseState) -> str:
        """The snapshot's text."""
        tree = encode_state(state)
        if self._sensitive:
            self._seal_parts(tree)
        text = compact(tree)
        return compact(seal_carriers(tree, self._secrets, self._seal)) if _holds(text, self._secrets) else text

    def _seal_parts(self, tree: dict[str, Any]) -> None:
        """Seals what a state holds of answers: those of today, of former days, and of closings that were taken back."""
        for one in (tree, *tree.get("closings", ())):
            if "answers" in one:
                one["answers"] = self._sealed(one["answers"])
        if "former" in tree:
            tree["former"] = [self._sealed(one) for one in tree["former"]]
        if "weighings" in tree:
            tree["weighings"] = [self._verdicts(weighing) for weighing in tree["weighings"]]

    def _sealed(self, answers: Any) -> Any:
        return seal_tree(answers, self._sensitive, self._case, self._seal)

    def _carriers(self, tree: dict[str, Any], secrets: Mapping[str, str]) -> str:
        """The tree as a text, without the secrets: mostly it holds none, and is written once."""
        text = canonical(tree)
        return canonical(seal_carriers(tree, secrets, self._seal)) if _holds(text, secrets) else text

    def _verdicts(self, tree: dict[str, Any]) -> dict[str, Any]:
        """What rules saw at a sensitive path is sealed, whatever it was."""
        if "verdicts" not in tree:
            return tree
        return {**tree, "verdicts": [self._verdict(verdict) for verdict in tree["verdicts"]]}

    def _verdict(self, verdict: dict[str, Any]) -> dict[str, Any]:
        facts = {"facts": self._by_path(verdict["facts"])} if verdict.get("facts") else {}
        if verdict.get("failed") not in self._sensitive or verdict.get("saw") is None:
            return {**verdict, **facts}
        return {**verdict, **facts, "saw": self._seal(verdict["saw"], self._case)}

    def _by_path(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts that are named by a sensitive path are sealed, whatever they are."""
        return {
            path: self._seal(value, self._case) if path in self._sensitive and value is not None else value
            for path, value in facts.items()
        }


def event_row(envelope: Envelope, state: CaseState, recorded: Recorded, prev_hash: str) -> dict[str, Any]:
    """A row of `events`, hashed."""
    cause, body = envelope.event(recorded)
    row = {
        "tenant": state.tenant, "case": state.case, "seq": recorded.seq, "type": recorded.event.word,
        "version": recorded.event.version, "actor": recorded.actor, "at": recorded.at,
        "occurred_on": recorded.occurred_on, "on_behalf_of": recorded.on_behalf_of, "scan": recorded.scan,
        "cause": cause, "body": body, "prev_hash": prev_hash,
    }  # fmt: skip
    return {**row, "hash": hash_of(row)}


def read_event(seals: Seals, row: Row[Any]) -> Recorded:
    """The event of a row of `events`, opened."""
    return Recorded(
        seq=row.seq,
        event=decode_event(row.type, row.version, open_text(seals, row.tenant, row.case, row.body)),
        at=row.at,
        actor=row.actor,
        cause=decode(Cause, open_text(seals, row.tenant, row.case, row.cause)),
        occurred_on=row.occurred_on,
        on_behalf_of=row.on_behalf_of,
        scan=row.scan,
    )


def read_state(seals: Seals, tenant: str, case: str, text: str) -> CaseState:
    """The state of a snapshot, opened."""
    return decode(CaseState, open_text(seals, tenant, case, text))


def bring_keys(seals: Seals, tenant: str, texts: Iterable[str]) -> None:
    """Fetches at once the keys of many texts that are about to be opened one by one."""
    seals.bring(tenant, (text for text in texts if '"$' in text))


def open_text(seals: Seals, tenant: str, case: str, text: str) -> Any:
    """The tree of a JSON text, with its seals opened where it has any."""
    return seals.open_text(tenant, text, case) if '"$' in text else json.loads(text)


def _holds(text: str, secrets: Mapping[str, str]) -> bool:
    """Whether a secret is left in a JSON text: mostly none is, once the answers are sealed, and a long walk is spared."""
    return any(compact(secret)[1:-1] in text for secret in secrets)


def _root(at: str) -> str:
    """Where the answers of a form stand, as `sealing` counts paths: an entry of a task is no part of them."""
    return ".".join(at.split(".")[:2]) + "." if at else ""
