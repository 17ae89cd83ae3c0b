"""What a model sees in pictures of known events: counting, referring, meaning, time, robustness."""
