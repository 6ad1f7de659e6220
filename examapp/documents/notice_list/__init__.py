"""The list by which an organisation tells its people by hand: who, when, where, and a place to sign."""
