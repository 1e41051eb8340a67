"""The verbs, as invoke tasks: each parses its options, calls one method of Stack and prints."""
