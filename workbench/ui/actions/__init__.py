"""What a person can do on the page; each is a Python call and a command, and shows both."""
