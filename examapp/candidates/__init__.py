"""The people who are examined: who they are, where they serve, how their names are written.

It owns candidates and the receipts of their imports.
It may import training, centres, organisations, programmes, accounts, documents and core.
"""
