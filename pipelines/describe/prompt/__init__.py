"""What a model is asked about an event, and how its answer is read."""
