"""What is examined, and by which rules: programmes and their dated, approved policy values.

It owns programmes and policy values; the operator proposes a value with its document, the commission's
chair approves it. It may import accounts, documents and core.
"""
