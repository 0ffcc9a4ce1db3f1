"""Pure output: letters, ledgers, reports, charts and print views."""
