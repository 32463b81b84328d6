"""What faces of performance draw from data: forms somebody answers, and their results."""
