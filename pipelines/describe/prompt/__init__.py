"""What a model is asked about one event, and how its answer becomes an `EventDescription`."""
