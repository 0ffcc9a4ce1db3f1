"""Reads and writes pack folders and archives and keeps file, line and column of everything in them."""
