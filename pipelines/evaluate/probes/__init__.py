"""Small questions made from confirmed facts, each about one element of a fact."""
