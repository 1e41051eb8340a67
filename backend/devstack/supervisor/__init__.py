"""Runs a plan on honcho: starts it, keeps it, answers for it, and stops it in order so that nothing is left.

Nothing is imported here: the supervisor's own process begins what it need not wait for before it loads the rest.
"""
