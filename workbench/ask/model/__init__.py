"""Programs written by a model, where the grammar does not understand a question."""
