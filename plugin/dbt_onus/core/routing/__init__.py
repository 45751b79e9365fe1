"""Who is told what, through which receiver, when and why."""
