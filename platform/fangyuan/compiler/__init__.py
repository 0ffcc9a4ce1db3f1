"""Checked source to a frozen pack, or every problem at once."""

from fangyuan.compiler.loading import load as load
