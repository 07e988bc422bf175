"""Files: bytes in storage (local disk or S3), their rows in the database, and how they are served."""
