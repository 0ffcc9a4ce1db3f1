"""One act in many cases: looked at row by row, held for a moment, then done case by case, each in its own commit."""
