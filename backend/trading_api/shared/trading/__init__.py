"""Trading without IO, clock or floats: orders, fills, positions, money. The broker and whoever trades on paper share it."""
