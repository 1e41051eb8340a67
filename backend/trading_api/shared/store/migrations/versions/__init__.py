"""One file per step, `vNNNN_what.py`; the highest number is this release's version."""
