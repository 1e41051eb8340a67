"""What modules have in common without knowing each other: the Module base, the registry, specs, errors, WebSockets, the store."""
