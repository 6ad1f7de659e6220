"""Result sheets: what a closed sitting came to, and the commission's decision on it.

It owns result sheets, their results, the members present and the decision; a confirmed sheet never changes.
It may import grading, proctoring, delivery, notices, sittings, authoring, candidates, training, centres,
organisations, programmes, accounts, documents and core.
"""
