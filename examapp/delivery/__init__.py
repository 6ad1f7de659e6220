"""One candidate's timed attempt: entry, start, clock, answers, submit, and the sealing at the end.

It owns the attempt with its leases, response events, time ledger, alerts and sealed heads; no other room
writes them. It may import sittings and what lies below it, and question_bank; it knows nothing of marks.
"""
