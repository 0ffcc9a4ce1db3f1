"""Fangyuan 方圆: a definition pack says everything about one procedure, and the platform is that system."""

__version__ = "0.1.0"
