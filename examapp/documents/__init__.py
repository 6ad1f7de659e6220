"""Paper: every document of the platform is made here, as PDF bytes from a frozen dataclass.

The room owns the document folders (template, style, context), the ornament and the installation's fonts.
It may import `core` and `question_bank`; it knows no table, no request and no key.
"""
