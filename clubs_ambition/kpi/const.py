"""What stands in a cell instead of a figure."""

DASH = "–"
"""What an empty denominator shows: it is no figure, above all not 0 %."""

MASK = "•••"
"""What stands for a number too small to leave the agency: neither it nor nothing."""
