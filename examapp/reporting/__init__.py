"""Reports over all that has happened: it reads everything and has no table of its own.

Participation, the quarterly report, the open statistics, deadlines kept and missed, the auditor's export, and
what programs read by the API. It may import every room but webhooks and the portal.
"""
