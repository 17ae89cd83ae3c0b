"""Practice: questions with known answers, asked of made recordings, so as to learn from them."""
