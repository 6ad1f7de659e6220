"""The minutes of a sitting: each person's time, what changed it, what happened and what the proctor did."""
