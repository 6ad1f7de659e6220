"""QTI 3.0, 2.2 and 2.1: items, tests and packages are read; items are written as packages of 3.0 or 2.2."""
