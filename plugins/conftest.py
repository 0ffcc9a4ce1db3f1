"""A plugin's tests may ask for whatever the platform's tests may ask for."""

pytest_plugins = ["fixtures.machine", "fixtures.honesty", "fixtures.chances", "fixtures.databases", "fixtures.chromium"]
