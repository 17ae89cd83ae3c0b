"""What words mean: by the ethogram, by its headings, and by WordNet."""
