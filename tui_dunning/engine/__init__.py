"""The rules of dunning, pure: standard library only, no files, no clock."""
