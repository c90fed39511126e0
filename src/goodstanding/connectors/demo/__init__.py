"""A believable marketplace to try the product on: invented sellers, orders and stories, made from a seed."""
