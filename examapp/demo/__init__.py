"""A demo installation: everything that a rehearsal needs, made through the same functions as a real one."""
