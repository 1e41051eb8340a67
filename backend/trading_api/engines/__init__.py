"""Paper engines: each trades one account through a day, by event time, so that speed, layout and crashes change no order."""
