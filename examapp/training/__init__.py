"""How people are trained: what each programme teaches and demands, and who teaches it where.

The register of training institutions, and the versions of curriculum (annex 3) and minimum-level parameters
(annex 4). It may import centres and whatever lies below them.
"""
