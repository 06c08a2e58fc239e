"""What is a failure to comply, and what came of it?"""

from .failures import Failure, Warning

__all__ = ["Failure", "Warning"]
