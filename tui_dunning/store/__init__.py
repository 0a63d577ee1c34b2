"""The database: Peewee lives here and nowhere else."""

from tui_dunning.store.drivers import import_peewee

import_peewee()
