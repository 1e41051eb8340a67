"""What a feed raises that cannot be. Loads nothing, so that a start can know it."""


class FeedError(ValueError):
    """The feed that is asked for cannot be; the message says what is wrong, where, and what to do."""
