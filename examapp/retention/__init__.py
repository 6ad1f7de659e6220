"""Retention: what has been kept as long as the policy says is shown, deleted by two, and leaves a proof.

It owns holds, proposals of a deletion with each thing that they name, and proofs, which are kept for good. It
may import appeals, regrading, certificates and every room below them; what it deletes belongs to those rooms.
"""
