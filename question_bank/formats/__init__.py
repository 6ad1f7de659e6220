"""Formats in which question lists come and go; one module a format, each with what it loses."""
