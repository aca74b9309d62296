"""What joins things: matches of two taxonomies, names to entities, and skills to occupations that ask for them."""
