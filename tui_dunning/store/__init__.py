"""The database: Peewee lives here and nowhere else."""
