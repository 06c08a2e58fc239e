"""What can happen to articles that others need to know?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArticleChanged:
    """An article is public, or will be, or was corrected, called back or withdrawn."""

    slug: str
