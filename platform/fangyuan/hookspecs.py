"""Every plugin hook: its signature and one line of meaning."""
