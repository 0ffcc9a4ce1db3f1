"""Tables, queries, unit of work, sealing of sensitive values, files and migrations."""
