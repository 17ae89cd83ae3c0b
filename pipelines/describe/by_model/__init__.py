"""Description by a multimodal model: event by event, with the tracks as referee."""
