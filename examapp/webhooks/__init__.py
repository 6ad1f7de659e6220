"""Calls to programs outside: a sheet is published, a certificate is issued, replaced or revoked.

The room owns the addresses and the calls, which are signed and carry no person. It may import reporting and
what lies below it; results and certificates know nothing of it: it finds by their state what is to be called.
"""
