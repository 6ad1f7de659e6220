"""The question list's desk: items from draft to approval; lists signed, opened unchanged or not at all.

It owns the desk's items with every revision, and question lists with the exact bytes of what they hold.
It may import candidates, training, centres, organisations, programmes, accounts, documents and core.
"""
