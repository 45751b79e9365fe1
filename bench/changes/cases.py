"""Every change of the bench."""

from __future__ import annotations

from changes import clinic, commerce, heldout
from changes.case import Case

CASES: tuple[Case, ...] = (*commerce.CASES, *clinic.CASES, *heldout.CASES)
