"""The ground that every room stands on: settings, database, clock, access, audit, jobs, keys, errors.

It owns the tables of the audit log and of the jobs, and knows nobody: it imports no room.
What it must be told about the rooms (roles' scopes, pages, jobs) comes in as arguments and protocols.
"""
