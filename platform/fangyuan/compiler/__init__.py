"""Checked source to a frozen pack, or every problem at once."""
