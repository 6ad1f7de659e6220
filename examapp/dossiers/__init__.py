"""Dossiers: everything about one attempt in one file, from which a stranger recomputes chain and mark.

It owns what a dossier holds, its paper and the script that stands in it; it keeps no rows. It may import
glass_box, certificates, results, grading, proctoring, delivery and every room below them.
"""
