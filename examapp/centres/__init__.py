"""Where people are examined: test centres, their rooms, the workstations in them.

It owns those three tables. It may import organisations, programmes, accounts, documents and core.
"""
