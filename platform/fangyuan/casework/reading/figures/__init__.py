"""Reports and targets as officers read them: periods, figures, comparisons, the cases behind a number, files."""
