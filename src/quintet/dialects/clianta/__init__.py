"""Clianta: marketing, sequences, scoring; the workspace stands in the path."""
