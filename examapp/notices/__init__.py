"""Messages to candidates: that they are booked, moved or cancelled, and again some days before the sitting.

It owns contacts, the outbox of notices with what became of each, and the confirmations of attendance; its
rounds find what is due and send it by e-mail, SMS or a printed list. It may import sittings and what lies
below it.
"""
