"""Reading TOML that anybody may have written: whatever it is, it is read or it is no TOML."""

import tomllib
from typing import Any


def load_toml(source: str) -> dict[str, Any]:
    """Return what the TOML text *source* says.

    Raises tomllib.TOMLDecodeError, also for what the library itself stumbles
    over: brackets within brackets by the thousand, a number of ten thousand digits.
    """
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError("brackets stand too deep within brackets") from None
    except ValueError:
        raise tomllib.TOMLDecodeError("a number is too long, or no moment of a calendar") from None
