"""What every view says things with."""

Texts = dict[str, str]
"""One sentence by language: `{"vi": ..., "en": ...}`. Plain text, never markup."""
