"""How good predicted facts and answers are: recall per class, prior, validity."""
