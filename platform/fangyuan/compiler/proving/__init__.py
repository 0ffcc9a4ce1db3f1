"""Proofs about procedures: what can never happen, what always loses, what contradicts, each with its reason."""
