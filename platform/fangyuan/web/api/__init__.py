"""The JSON API: what the pages do, for programs. Every address is data beside its function, and so is its description."""
