"""How well what was found agrees with what a person saw: segments, facts, descriptions."""
