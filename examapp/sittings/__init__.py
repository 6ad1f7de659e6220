"""Scheduled events: sittings, who is booked at which seat, who watches, which form each one gets.

It owns sittings, bookings, proctors' assignments and the sealed exam forms.
It may import authoring, candidates, training, centres, organisations, programmes, accounts, documents, core.
"""
