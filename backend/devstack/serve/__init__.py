"""`python -m devstack.serve`: uvicorn with its own options, which reloads without losing a request and leaves without haste.

Nothing is imported here: whoever needs one part (the rules of what is watched) does not load uvicorn.
"""
