"""Full-text search in the product's own database: one index for each audience, one language for all of them."""
