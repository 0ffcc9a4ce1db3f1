"""W3 with SpiffWorkflow, told a round at a time: it has no web forms, so there is neither W1 nor W2.

Each line of standard input names a figure (`W3`); the answer is a line of JSON: milliseconds of CPU a case. SpiffWorkflow
leaves keeping to whoever uses it: a step reads the case from SQLite (WAL, on the disk with every commit), completes its task, and
writes the case and who did what.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

CASES = 20
STEPS = ("accept", "assign", "mend", "check", "finish")
SAID = "已查看现场，零件明日到货。"
TABLES = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
CREATE TABLE cases (id INTEGER PRIMARY KEY, kept TEXT NOT NULL);
CREATE TABLE audit (id INTEGER PRIMARY KEY, "case" INTEGER NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL);
"""


class House:
    """Cases of one process, kept in a database."""

    def __init__(self, folder: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_file(str(Path(__file__).with_name("repair.bpmn")))
        self._spec = parser.get_spec("repair")
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self._store = sqlite3.connect(Path(folder) / "peer.sqlite3")
        self._store.executescript(TABLES)

    def six_steps(self) -> None:
        """A case from its report to its end."""
        case = self._begun()
        for name in STEPS:
            kept = self._store.execute("SELECT kept FROM cases WHERE id = ?", (case,)).fetchone()[0]
            workflow = self._serializer.deserialize_json(kept)
            _complete(workflow, name, {name: SAID})
            with self._store:
                said = (self._serializer.serialize_json(workflow), case)
                self._store.execute("UPDATE cases SET kept = ? WHERE id = ?", said)
                self._write_down(case, name)
        assert workflow.completed

    def _begun(self) -> int:
        workflow = BpmnWorkflow(self._spec)
        workflow.do_engine_steps()
        _complete(workflow, "report", {"device": "三楼打印机", "urgent": True})
        with self._store:
            kept = self._serializer.serialize_json(workflow)
            case = self._store.execute("INSERT INTO cases (kept) VALUES (?)", (kept,)).lastrowid
            self._write_down(case, "report")
        return case

    def _write_down(self, case: int, what: str) -> None:
        row = (case, what, datetime.now(UTC).isoformat())
        self._store.execute('INSERT INTO audit ("case", what, at) VALUES (?, ?, ?)', row)

    def close(self) -> None:
        """Lets the database go."""
        self._store.close()


def _complete(workflow: BpmnWorkflow, name: str, answers: dict) -> None:
    task = workflow.get_next_task(state=TaskState.READY, spec_name=name)
    task.data.update(answers)
    task.run()
    workflow.do_engine_steps()


def main() -> None:
    """Answers until there is nothing more to read."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-peer-") as folder:
        house = House(folder)
        for _ in sys.stdin:
            begun = time.process_time()
            for _ in range(CASES):
                house.six_steps()
            print(json.dumps((time.process_time() - begun) * 1000 / CASES), flush=True)
        house.close()


if __name__ == "__main__":
    main()
