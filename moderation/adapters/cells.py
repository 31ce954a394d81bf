"""Cells of CSV files that no spreadsheet takes for a formula, and back.

OWASP, "CSV Injection": what begins with one of these characters is calculated, and may fetch
or run something. An apostrophe before it is what spreadsheets themselves write for text.
"""

import re

#: With what a formula begins, full-width forms included; a tab or a line end may hide one.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_SAFE = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def safe_cell(text: str) -> str:
    """Return *text* such that a spreadsheet shows it.

    >>> safe_cell("=1+1"), safe_cell("'=1"), safe_cell("l’été")
    ("'=1+1", "''=1", 'l’été')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def read_cell(text: str) -> str:
    """Return what `safe_cell` made *text* of.

    >>> read_cell("'=1+1"), read_cell("''=1"), read_cell("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return text[1:] if _SAFE.match(text) else text
