"""Who came to a sitting: seat, name, body, document seen, hours, and a place to sign."""
