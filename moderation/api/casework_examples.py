"""What the documentation shows of the casework: requests, and the replies that they got when they were made.

``tests/api/test_casework_examples.py`` makes them again and compares.
"""

import json
from pathlib import Path
from typing import Any

#: Operation → "request" and "reply", as JSON.
EXAMPLES: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("casework_examples.json").read_text("utf-8")
)
