"""Runs casework on time, in this process or spread over many machines."""
