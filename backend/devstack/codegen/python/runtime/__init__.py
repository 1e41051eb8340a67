"""What every generated Python client brings along, word for word: requests, streams, errors. Knows nothing of any API."""
