"""Facts as networkx graphs: of an event, of an instant, of recordings, of transitions."""
