"""What a parent says of a stage that its child has taken out goes with the stage."""

from fangyuan.packs.trees import Node


def without_lost_words(head: Node, own: Node) -> Node:
    """A merged case type whose public words speak of its own stages; what the child itself says wrongly stays, to be told."""
    public = head.get("public")
    words = public.get("stages") if public else None
    if public is None or words is None:
        return head
    stages = head.get("stages")
    there = {row.text("stage") for row in stages.rows()} if stages else set()
    said = _said(own)
    kept = {name: word for name, word in words.items() if name in there or name in said}
    stages_of = Node(kept, words.mark, words.key)
    told = Node({**dict(public.items()), "stages": stages_of}, public.mark, public.key)
    return Node({**dict(head.items()), "public": told}, head.mark, head.key)


def _said(own: Node) -> set[str]:
    public = own.get("public")
    words = public.get("stages") if public else None
    return {name for name, _ in words.items()} if words else set()
