"""What a parent says of a stage or an outcome that its child has taken out goes with it."""

from fangyuan.packs.trees import Node


def without_lost_words(head: Node, own: Node) -> Node:
    """A merged case type whose public words speak of its own stages; what the child itself says wrongly stays, to be told."""
    public = head.get("public")
    if public is None:
        return head
    stages, outcomes = head.get("stages"), head.get("outcomes")
    there = {
        "stages": {row.text("stage") for row in stages.rows()} if stages else set(),
        "outcomes": {str(row.value) for row in outcomes.rows()} if outcomes else set(),
    }
    kept = {part: _kept(words, there[part] | _said(own, part)) for part in there if (words := public.get(part))}
    told = Node({**dict(public.items()), **kept}, public.mark, public.key)
    return Node({**dict(head.items()), "public": told}, head.mark, head.key)


def _kept(words: Node, names: set[str]) -> Node:
    return Node({name: word for name, word in words.items() if name in names}, words.mark, words.key)


def _said(own: Node, part: str) -> set[str]:
    public = own.get("public")
    words = public.get(part) if public else None
    return {name for name, _ in words.items()} if words else set()
