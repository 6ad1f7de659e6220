"""A question list as the commission approves it: every item with its key, the digest on each page."""
