"""What is done with the public shelves, and with the pages that are kept as files?"""

from .shelving import shelve, take_back

__all__ = ["shelve", "take_back"]
