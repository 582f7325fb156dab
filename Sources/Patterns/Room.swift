// Reserved: see Sources/README.md for the duty of this target.
