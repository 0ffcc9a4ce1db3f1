"""Rules: which of them an event makes fire, in which order, who overrules whom, and why the others did not."""

from fangyuan.engine.rules.durable import available


def which() -> str:
    """What matches rules in this process: `durable` (watched by the reference), or `reference` alone."""
    return "durable" if available() else "reference"
