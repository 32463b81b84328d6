"""Words and forms that several faces of emergency share."""
