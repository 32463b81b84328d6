"""Words and forms that several faces of outreach share."""
