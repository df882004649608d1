"""Röd tråd: one place where a goal can be followed from the national strategy to its effect."""

__version__ = "0.1.0"
