"""The dossier of an attempt on paper: items as seen, answers, time, incidents, the key's history, the log."""
