"""What a transaction does, as plain functions for `Store.transact` and `Store.query`; the async ones beside are made of them."""
