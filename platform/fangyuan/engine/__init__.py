"""Pure decisions: (pack, case, world, command, now) to events and commands."""
