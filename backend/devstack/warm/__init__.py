"""One process that has loaded what the servers of a checkout import from outside the project, and of which they are forks."""
