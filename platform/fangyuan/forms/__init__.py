"""Pure form work: effective schema, parsing, pruning, computing, judging and the text of answers."""
