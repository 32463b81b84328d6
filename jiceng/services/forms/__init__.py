"""Words that several faces share: points, items and applications as people read them."""
