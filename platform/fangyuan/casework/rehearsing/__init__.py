"""Scenarios: cases played step by step with a virtual clock, in memory for tests and simulation, or through an office."""
