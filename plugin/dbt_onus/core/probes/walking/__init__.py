"""The walk above one symptom: what is asked on it, what was answered, and what is known of each place."""
