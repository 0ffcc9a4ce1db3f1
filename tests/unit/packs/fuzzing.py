"""Damages archives and YAML at random: whatever comes out is refused in words, or read; nothing crashes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from fangyuan.compiler.loading import source_of
from fangyuan.model.problems import PackRejected
from fangyuan.packs.archives import read_archive, write_archive
from fangyuan.packs.keys import SigningKey

EXAMPLES = Path(__file__).parents[2] / "packs"
PIECES = (
    b"\x00", b"\xff", b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", b"../", b"{{", b"}}", b"&a [*a, *a]",
    b"<<: *a", b"!!python/object:os.system", b"\t", b"\xef\xbb\xbf", "信".encode(), "信".encode("gbk"), b"- " * 40, b"[" * 80,
    b"? : ", b"|\n ", b"1e999", b"0x" + b"f" * 400, b"\n---\n", b"null", b"9" * 5000, b"'", b'"', b"%YAML 9.9\n",
)  # fmt: skip


@dataclass(slots=True)
class Done:
    """How many were tried, and how many of them refused."""

    rounds: int = 0
    refused: int = 0


@dataclass(slots=True)
class Fuzzer:
    """One run; the same seed damages in the same way."""

    seed: int
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def run(
        self,
        good: bytes,
        contents: Mapping[str, bytes],
        head: Mapping[str, Any],
        key: SigningKey,
        rounds: int,
        seconds: int,
    ) -> Done:
        """So many rounds at least, and as long as it is given."""
        done, end = Done(), time.monotonic() + seconds
        texts = [path.read_bytes() for path in sorted(EXAMPLES.glob("*/*/**/*.yaml"))][:300]
        while done.rounds < rounds or time.monotonic() < end:
            damaged = {**contents, "roles.yaml": self.damaged(self.random.choice(texts))}
            resigned = write_archive(damaged, head, key)
            for raw in (self.damaged(good), resigned):
                done.rounds += 1
                done.refused += self.refused(raw)
        return done

    def refused(self, raw: bytes) -> bool:
        """Whether it was refused; any other error is a finding, and says which seed leads to it."""
        try:
            source_of(read_archive(raw))
        except PackRejected as rejected:
            return all(problem.message for problem in rejected.problems)
        except Exception as error:
            error.add_note(f"seed {self.seed}, {len(raw)} bytes: {raw[:200]!r}")
            raise
        return False

    def damaged(self, raw: bytes) -> bytes:
        """Some bytes changed, taken away, doubled or brought from elsewhere."""
        made = bytearray(raw)
        for _ in range(self.random.randint(1, 4)):
            place, size = self.random.randrange(len(made) + 1), self.random.randint(1, 40)
            match self.random.randrange(5):
                case 0 if made:
                    made[place % len(made)] ^= 1 << self.random.randrange(8)
                case 1:
                    del made[place : place + size]
                case 2:
                    made[place:place] = made[place : place + size]
                case 3:
                    made[place:place] = self.random.choice(PIECES)
                case _:
                    made[place : place + 1] = self.random.choice(PIECES)
        return bytes(made)
