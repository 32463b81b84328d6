"""Words and forms that several faces of economy share."""
