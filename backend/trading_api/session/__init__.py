"""The trading session: checks before the open, engines through the day, and afterwards a report that adds up."""
