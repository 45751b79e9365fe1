"""The one family of errors that people see: a line that names file, place and remedy."""

from __future__ import annotations


class OnusError(Exception):
    """Wrong usage or wrong input. The command line prints the message as one line and exits with 2.

    Edges raise it in the user's terms: which file, where in it, and what to do about it.
    """


class ArtifactError(OnusError):
    """A file of dbt's target folder is missing, damaged, too large, or not what its name says."""


class ConfigError(OnusError):
    """`onus.yml` says something it may not say; the message names file, line and key."""


class SelectorError(OnusError):
    """A node selector that cannot be parsed or names nothing; the message offers the nearest names."""


class LedgerError(OnusError):
    """The ledger cannot be read or written."""
