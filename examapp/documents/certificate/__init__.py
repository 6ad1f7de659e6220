"""The certificate: one landscape page, Uzbek left of the axis and Russian right of it.

The folder owns its template, its style and the frozen dataclass that fills them.
It imports `documents` only; the figure of the code comes from `certificates` as a drawing.
"""
