"""The glass box: the audit log for people who are not engineers, its checks, and checkpoints for witnesses.

It owns the sentence of each kind of act, the search by object, person and day, and the hourly checkpoint. It
may import certificates, results, grading, proctoring, delivery and every room below them.
"""
