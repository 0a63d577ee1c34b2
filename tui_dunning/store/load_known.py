"""The codes of the set-up that cells of an import refer to."""

from __future__ import annotations

from tui_dunning.store.models import EntryType, Procedure, ProfileClass, Unit


def unit_ids() -> dict[str, int]:
    """Return the id of each unit's code."""
    return dict(Unit.select(Unit.code, Unit.id).tuples())


def procedure_ids() -> dict[str, int]:
    """Return the id of each procedure's code."""
    return dict(Procedure.select(Procedure.code, Procedure.id).tuples())


def profile_class_ids() -> dict[str, int]:
    """Return the id of each profile class's code."""
    return dict(ProfileClass.select(ProfileClass.code, ProfileClass.id).tuples())


def entry_type_ids() -> dict[str, int]:
    """Return the id of each entry type's code; IN, the default of items, is always there."""
    EntryType.get_or_create(code="IN", defaults={"name": "Invoice"})
    return dict(EntryType.select(EntryType.code, EntryType.id).tuples())
