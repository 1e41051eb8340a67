"""The shapes that travel: requests, responses, frames. They know nothing of services, stores or sockets."""
