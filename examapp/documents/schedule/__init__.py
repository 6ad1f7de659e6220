"""The year's schedule on paper: who is examined when, and what was changed since its approval.

The folder owns its template, its style and the frozen dataclasses that fill them.
It imports `documents` only; words that belong to data come translated, its own by the caller's catalogue.
"""
