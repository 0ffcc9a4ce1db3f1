"""One function an act: who may do it, and what then happened first. The rest follows in the queue."""
