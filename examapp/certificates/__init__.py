"""Certificates: issued once per decision, signed, registered, verified by anyone, revoked or replaced.

The room owns a certificate's number, code, payload, signature and state; a file never changes.
It may import `results` and every room downhill of it, `documents` and `core` among them.
"""
