"""What the ward remembers: tables, queries by subject, uploads and migrations."""
