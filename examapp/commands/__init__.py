"""The verbs of the command line, one module each; like the web's edge, they may see every room."""
