"""The exam itself: items, what may be answered, points, forms and their seal.

Values in, values out: no Flask, no database, no clock and no network. Every room of the web application may
use it, and it uses none of them, so that a stranger can recompute a form or a score with this package alone.
"""
