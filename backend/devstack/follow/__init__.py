"""What an edit leads to beside a reload: the stack is planned anew, or generated files are made anew.

Nothing is imported here: the process that follows edits stands beside the stack all the time and leaves the work to others.
"""
