"""What version 2 of the tables added, as it was then, whatever the models say now."""

from __future__ import annotations

TABLES = ("past_due", "past_due_day")

_SAME = (
    'CREATE INDEX "past_due_minus_due_number_currency"'
    ' ON "past_due" ("minus_due", "number", "currency")',
    'CREATE INDEX "past_due_next_due_number" ON "past_due" ("next_due", "number")',
    'CREATE TABLE "past_due_day" ("day" DATE NOT NULL PRIMARY KEY, "revision" INTEGER NOT NULL)',
    'CREATE INDEX "customer_group" ON "customer" ("dunning_group", "number")'
    " WHERE dunning_group <> ''",
)

SQLITE = (
    'CREATE TABLE "past_due" ("customer_id" INTEGER NOT NULL, "currency" TEXT NOT NULL,'
    """ "minus_due" INTEGER NOT NULL CHECK (typeof(minus_due) = 'integer'),"""
    ' "number" TEXT NOT NULL, "next_due" DATE,'
    ' PRIMARY KEY ("customer_id", "currency")) WITHOUT ROWID',
    *_SAME,
)

POSTGRES = (
    'CREATE TABLE "past_due" ("customer_id" INTEGER NOT NULL,'
    ' "currency" TEXT NOT NULL COLLATE "C", "minus_due" BIGINT NOT NULL,'
    ' "number" TEXT NOT NULL COLLATE "C", "next_due" DATE,'
    ' PRIMARY KEY ("customer_id", "currency"))',
    *_SAME,
)
