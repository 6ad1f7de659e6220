"""The dossier of one attempt on paper: items as seen, answers, time, incidents, the key's history, the log."""
