"""`cfcheck test --mutate`: small changes of the terms, and whether a case notices them."""
