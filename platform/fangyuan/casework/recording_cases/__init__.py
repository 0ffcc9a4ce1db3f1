"""A real case saved as a scenario of its pack, with the personal data replaced."""
