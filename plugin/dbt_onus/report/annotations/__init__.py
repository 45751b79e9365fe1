"""Remarks on code as CI systems show them: one file per format, for gaps and for incidents alike."""
