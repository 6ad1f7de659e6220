"""The result sheet of a sitting: what the commission signs, in one of the interface's languages.

The folder owns its template, its style and the frozen dataclasses that fill them.
It imports `documents` only; words that belong to data come translated, its own by the caller's catalogue.
"""
