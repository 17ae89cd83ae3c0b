"""What people say of facts: reviews, and the facts as they stand after them."""
