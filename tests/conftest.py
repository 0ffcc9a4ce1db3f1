"""What every test may ask for; plugins/conftest.py names the same list, so a plugin's tests can ask for it too."""

pytest_plugins = [
    "fixtures.machine",
    "fixtures.honesty",
    "fixtures.chances",
    "fixtures.databases",
    "fixtures.chromium",
    "fixtures.web",
    "fixtures.receiving",
]
