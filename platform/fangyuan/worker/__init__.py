"""Runs casework on time: embedded in the server, or distributed over Procrastinate workers on PostgreSQL."""
