"""The people who are examined: who they are, where they serve, how their names are written.

It owns candidates, the receipts of their imports and their accommodations.
It may import training, centres, organisations, programmes, accounts, documents and core.
"""
