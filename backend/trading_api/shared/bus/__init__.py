"""Telling other processes at once what the log tells them anyway: quick, and allowed to lose. Nothing may rest on a message."""
