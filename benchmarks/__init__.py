"""What is measured, and how. `./dev benchmarks` says what there is."""
