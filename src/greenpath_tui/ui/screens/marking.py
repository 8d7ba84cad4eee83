"""Marks on what a screen lists: one, a range, all. The verbs act on what is marked."""

from greenpath_tui.ui.screens.base import AppScreen


class Marking(AppScreen):
    """Mixed into the screens that list; they say what is under the cursor and what is shown."""

    _anchor = ""  # id of what was marked last

    def under_cursor(self) -> str | None:
        """The id of what the cursor is on; says why where there is none."""
        raise NotImplementedError

    def in_order(self) -> list[str]:
        """The ids a range goes through, as they stand on the screen."""
        raise NotImplementedError

    def all_shown(self) -> set[str]:
        """The ids that `*` marks; says why where there are none."""
        raise NotImplementedError

    def go_on(self) -> None:
        """The cursor to the next one."""
        raise NotImplementedError

    def marked(self) -> None:
        """Show the marks as they are now."""
        raise NotImplementedError

    def action_mark(self) -> None:
        """Mark and go on."""
        if (here := self.under_cursor()) is not None:
            self.marks.symmetric_difference_update({here})
            self._anchor = here
            self.go_on()
            self.marked()

    def action_mark_range(self) -> None:
        """From the last mark to here."""
        ids = self.in_order()
        if self._anchor not in ids:
            self.action_mark()
        elif (here := self.under_cursor()) is not None:
            start, end = sorted((ids.index(self._anchor), ids.index(here)))
            self.marks.update(ids[start : end + 1])
            self.marked()

    def action_mark_all(self) -> None:
        """All that is shown; none, when all of it is marked."""
        if ids := self.all_shown():
            if ids <= self.marks:
                self.marks -= ids
            else:
                self.marks |= ids
            self.marked()
