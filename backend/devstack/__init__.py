"""devstack turns one deploy.yaml into a running stack of uvicorn processes behind nginx."""

__version__ = "0.1.0"
