"""One use case for each menu line; screens, commands and cron call the same functions."""
