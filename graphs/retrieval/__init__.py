"""Retrieval: which events bear on a question, by their words, their vectors and their graph."""
