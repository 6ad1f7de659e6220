"""The question list's desk: taking a list in, signing it, opening it unchanged or not at all.

It owns question lists with the exact bytes of their items and media.
It may import candidates, training, centres, organisations, programmes, accounts, documents and core.
"""
