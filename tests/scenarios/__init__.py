"""Stories of a clerk's work, told through the commands, on both databases."""
