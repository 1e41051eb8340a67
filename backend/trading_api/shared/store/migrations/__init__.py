"""The steps from one release's tables to the next one's. A step that was released is never changed: a new one is added."""
