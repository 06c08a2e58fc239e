"""Articles: written, approved by another, published to the minute, corrected or withdrawn."""
