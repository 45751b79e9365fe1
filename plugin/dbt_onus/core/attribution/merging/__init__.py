"""From one finding per symptom to the smallest set of faults that explains them all."""
