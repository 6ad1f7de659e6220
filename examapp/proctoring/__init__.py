"""The live room: admit, pause, extend, move, record what went wrong, and close the sitting.

It owns identity checks, seat moves, interventions, incidents and the reasons of unfinished attempts; time and
answers stay delivery's. It may import delivery and what lies below it, and it never sees a mark.
"""
