"""Scheduled events: the year's schedule, sittings planned over it, who sits where, watches, gets which form.

It owns the schedule, proposals of sittings, sittings with their history, bookings, proctors' assignments and
the sealed exam forms; `placing/` plans sittings from values to values.
It may import authoring, candidates, training, centres, organisations, programmes, accounts, documents, core.
"""
