"""Watching over the seat: Safe Exam Browser's check, the kiosk, signals, and exceptions by two people.

It owns configurations, allowed browsers, the page value of an attempt, exceptions and signals; it judges
nobody and touches no answer. It may import delivery and what lies below it; delivery does not know it.
"""
