"""The same form and the same six steps as an application of Django with viewflow."""
