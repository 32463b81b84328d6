"""Pure rules: formulas, scores, stars, ballots. No database, no clock, no web."""
