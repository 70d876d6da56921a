"""The message catalogues: what is said, in Vietnamese and in English."""
