"""What a set of terms can mean: which situations it tells apart, and examples of them."""
