"""Fangyuan 方圆: a definition pack says everything about one procedure, and the platform is that system."""

import gc

__version__ = "0.1.0"

OBJECTS_BETWEEN_ROUNDS = 50_000
"""How many objects are made before circles of them are looked for: modules and packs are large trees without any, and stay."""

# Before anything else of the house is imported, whoever starts it: a seventh of a start was looking for circles in it.
gc.set_threshold(OBJECTS_BETWEEN_ROUNDS)
