"""Where people are examined: test centres, their rooms, workstations, and whether these are ready.

It owns centres with their contacts and opening hours, rooms, workstations and the checks that these run.
It may import organisations, programmes, accounts, documents and core.
"""
