"""The quarterly report: figures, tables and bars, and no person."""
