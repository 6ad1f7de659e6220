"""Appeals: a candidate does not agree with a result, and a panel of the commission answers within its days.

It owns appeals, their panels, the panels' decisions and the signatures under them; what a decision changes
in a result becomes the next revision of the sheet, which belongs to results. It may import dossiers,
glass_box, certificates, results, grading, proctoring, delivery and every room below them.
"""
