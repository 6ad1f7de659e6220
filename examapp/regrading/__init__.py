"""Decisions on items: what is before the commission, what a decision would do, and carrying it out.

It owns the way of a matter from the first word to the certificates. It may import certificates, results,
grading, proctoring, delivery, notices, sittings, authoring and every room below them.
"""
