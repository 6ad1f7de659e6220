"""The pages that cross all rooms: the public front, each member of staff's desk, the candidate's own page.

It owns no table; it reads what the rooms offer and sends people to the right one.
It may import every room.
"""
