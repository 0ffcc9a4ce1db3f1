"""The words that every room shares: frozen dataclasses, standard library only, no behaviour that needs the outside."""
