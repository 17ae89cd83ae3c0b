"""The tracks as referee: what a model claims, against what was measured."""
