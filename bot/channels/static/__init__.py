"""The chat page: markup, style and script, served as they are."""
