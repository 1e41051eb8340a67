"""WebSockets of the modules: routes as declarations, topics with reference counts, connections with bounded queues."""
