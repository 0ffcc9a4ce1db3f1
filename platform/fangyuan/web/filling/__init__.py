"""Forms of packs as pages: one field around a kind's template, a sheet of them, and what a browser needs to know."""
