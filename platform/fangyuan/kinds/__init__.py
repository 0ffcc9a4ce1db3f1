"""One file a field kind: schema fragment, parse, format, text, export and template name."""
