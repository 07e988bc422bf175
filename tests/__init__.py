"""Tests of Quintet: through HTTP on a real database."""
