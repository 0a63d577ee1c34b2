"""One file for each menu line, named like its service, and the widgets they share.

How to add a screen
-------------------

1. Name its line in `actions.MENU`: id, path, title, `module:Class`, the command that does the
   same, one sentence of help. The menu, F1, the command palette and the guide read it there.
   A line without a screen stays on the menu and says which command to use meanwhile.
2. Write `screens/<service>.py` with one class on the base that fits:

   `frame.FunctionScreen`   a form or a record. Yield the middle in `body()`, read in `opened()`.
   `work_with.WorkWithScreen[Row]`   a list with options. Give COLUMNS (`Column`), OPTIONS
       (`ListOption`; `do="print"` calls `async def do_print(self, row) -> str | None`, its answer
       is the message), `page(seek, limit)` (called in a thread: the service's page function),
       and, where the list can be positioned or narrowed, `fields()` and `entered(values)`, which
       keeps the query and returns the key to position to. DESCENDING = True for newest first.
       A `DunningError` in a `do_` method leaves the row its option and its error; dangerous
       options list their rows and ask by themselves (`described(row)`).
   `batch.BatchScreen[Parameters, Result]`   parameters, what will happen, F10, progress, totals.
       Give `fields()`, `read_parameters()`, `preview()`, `execute()` (both called in a thread,
       with `progress` and `cancelled` to hand on), `described()`, `finished()`, `warning()`.
   `dialogs.Dialog[T]`   a question that answers with a value, or one of Confirm, ValueList,
       TextPages, AskText, AskReason: `answer = await self.ask(AskReason("Letter 4"))`.

3. Keys of its own are `Action` values in ACTIONS: key, word, label, `do="by_hand"` (calls
   `do_by_hand`, which may be a coroutine), help text, `dangerous`, `valid(screen)` (is it in the
   legend now?), `why_disabled(screen)` (the sentence shown when pressed in vain).
4. A coroutine of a screen is started with `self.start(...)`, or by a key; inside it
   `await self.call(service, ...)` runs a service in the services' thread and
   `await self.ask(dialog_or_screen)` asks. The keyboard stays locked meanwhile, so that type-ahead
   keeps its order. `self.say(text)` shows a message, `self.error(text)` an error (and forgets what
   was typed ahead); a `DunningError` shows itself. `self.desk.session` has settings, as_of,
   operator, unit. `self.argument` is what was typed behind the path (`4.4.3 100130`).
5. Fields are `widgets.Field` with label, `help_text` (F1) and `choices` (F4: a tuple of `Choice`,
   or a function of what is typed, called in a thread), one to a line in a `FieldLine`. What was
   typed is read with `entries.read_date`, `read_yes_no`, `read_word`; raise
   `entries.FieldError(id, ...)` for a field that is wrong. Unsaved work is said by `unsaved()`;
   F3, `=` and `0` then ask.
6. Text-showing widgets come from `widgets.py` only. Columns are cut with `cells.fit`, never `[:n]`.
   Amounts and dates come from `output/format.py`. The middle has 18 lines and 80 columns.
7. Test it in `tests/screens/`: `desk.make_app(facts=None, as_of=...)` on the `lite` database,
   `press(pilot, "3", "enter")`, `burst` for one packet, `assert_golden(app, "name")` for the
   screen's text (UPDATE_GOLDENS=1 writes it; look at it before you commit).
8. `python -m tools.pictures 4.4.3` draws the guide's picture of a menu line; `docs/guide.md` shows
   `pictures/4.4.3.svg`, and further ones named in `tools/pictures.py`.
"""
