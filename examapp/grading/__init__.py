"""Marking: the score of a sealed attempt under one version of the answer key.

It owns scores. It is started by a job and by a sweeper that asks which sealed attempts have no score.
It may import proctoring, delivery, notices, sittings, authoring, candidates, training, centres,
organisations, programmes, accounts, documents and core.
"""
