"""The candidate's admission slip: where and when, what to bring, the own code; never the PIN."""
