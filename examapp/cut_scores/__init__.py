"""Cut scores: a panel of judges says in two rounds what the borderline candidate gets; the chair seals it.

It owns studies, their judges and ballots, and the sealed records from which forms take their pass marks.
It may import authoring, candidates, training, centres, organisations, programmes, accounts, documents, core.
"""
