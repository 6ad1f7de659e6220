"""The pages that cross all rooms: the public front, the desk of each member of staff, the candidate's own page.

It owns no table; it reads what the rooms offer and sends people to the right one.
It may import every room.
"""
