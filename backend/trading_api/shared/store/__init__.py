"""What must outlive the process: one SQLite file, the event log in it, and the replies of requests sent twice."""
