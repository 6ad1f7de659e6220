"""Planning sittings over the year's schedule: who sits where and when, and why somebody cannot."""
