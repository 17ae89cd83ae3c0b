"""Captions in plain English as subject-predicate-object triples, by rules and without a model."""
