"""State bodies whose people are examined, and the regions of the country.

It owns organisations; regions are fixed data (ISO 3166-2, SOATO).
It may import programmes, accounts, documents and core.
"""
