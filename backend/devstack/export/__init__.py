"""What runs in the child process that loads an application for its documents. It loads nothing of the tool beside itself."""
