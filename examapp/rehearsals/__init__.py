"""Rehearsing a room: its computers, or simulated ones, go through real items before the day.

Seats answer items of every kind by the exam page's own scripts; the server keeps, counts and judges. At the
end the room is ready until a day, or the cause is named. It may import from `delivery` downwards.
"""
