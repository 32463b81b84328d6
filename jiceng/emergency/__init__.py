"""Emergency mode: switched on by a decision, ended by one, and then forgotten but for counts."""
