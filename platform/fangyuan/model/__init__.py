"""The contract between the rooms: frozen dataclasses, standard library only."""
