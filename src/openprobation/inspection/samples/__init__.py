"""Samples of cases: the frame, the draw anybody can repeat, who judges which case, and interviews."""
