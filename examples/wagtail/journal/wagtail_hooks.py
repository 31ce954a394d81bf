"""Wagtail imports this module of each app when it starts: hooks and signals are registered."""

from . import charte  # noqa: F401
