"""A dunning system for accounts-receivable staff, in the terminal."""

__version__ = "0.1.0"
