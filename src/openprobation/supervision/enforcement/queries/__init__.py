"""What did somebody fail to do, what did they say of it, and what came of it?"""

from .failures import FailureLine, WarningLine, failures_of, live_warnings, warnings_of

__all__ = ["FailureLine", "WarningLine", "failures_of", "live_warnings", "warnings_of"]
