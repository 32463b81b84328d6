"""Words that several faces of economy share."""
