"""Reports over all that has happened: it reads everything and writes nothing.

Its first report is participation. It may import every room but the portal.
"""
