"""The verbs out and in: export, copy, import, the sample."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from greenpath_tui.domain.terms import Audience
from greenpath_tui.errors import FileExists, GreenpathError
from greenpath_tui.ui import sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.ink import cut
from greenpath_tui.ui.screens.asking import Asking

if TYPE_CHECKING:
    from greenpath_tui.views.dossier import Dossier


_FILE_WORD = {Audience.INTERNAL: "internal", Audience.CUSTOMER: "for-customer"}


class FileVerbs(Asking):
    """What leaves the app and what comes into it."""

    _left: tuple[list[str], str] = ([], "md")  # the form in which a page was saved or copied

    def action_export(self) -> None:
        """The page of the chosen accounts: preview, copy, save, record as sent.

        It opens for our own people each time, so that the same keys never make another page; the
        form is the one it was saved in.
        """
        ids = self.chosen_accounts()
        if ids:
            known, form = self._left
            self._share(ids, form if known == ids else "md")

    def _share(self, ids: list[str], form: str) -> None:
        subject = self._subject(ids)

        def render(form: str, audience: Audience, then: Any, failed: Any) -> None:
            self.long_work(
                f"Export {subject}",
                "Exporting",
                lambda s, progress: s.exchange.export(ids, form, audience, progress),
                then,
                failed,
            )

        def answered(shared: "sheets.Shared | None") -> None:
            if shared is None:
                return
            kept = shared.what != "sent"
            self._left = (ids, shared.form) if kept else FileVerbs._left
            if shared.what == "copy":
                self._copy(shared.text, shared.audience)
            elif shared.what == "save":
                self._save_as(ids, shared)
            else:
                self._sent(ids, shared)

        one = len(ids) == 1
        self.app.push_screen(sheets.ShareSheet(subject, one, render, form), answered)

    def _save_as(self, ids: list[str], shared: "sheets.Shared") -> None:
        from greenpath_tui.export.files import file_text, safe_name
        from greenpath_tui.export.forms import FORMS

        today = self.host.settings.clock().isoformat()
        name = f"{safe_name(self._subject(ids))}-{_FILE_WORD[shared.audience]}-{today}"
        name += f".{FORMS[shared.form].ending}"
        ask = sheets.LineAsk(
            "Save as",
            value=str(Path.cwd() / name),
            hint="Nothing that exists is replaced without a question.",
        )
        text = file_text(shared.text, shared.form)

        def save(path: str, refused: Again, replace: bool = False) -> None:
            from greenpath_tui.export.files import path_of, write_file

            target = Path(path)

            def done(_: None) -> None:
                keys = "x Tab r" if shared.audience is Audience.CUSTOMER else "x r"
                hint = (keys, "records it as sent") if len(ids) == 1 else ("", "")
                room = self.app.size.width - len(" Saved   ") - len("  ".join(hint))
                self.say("Saved", shown_path(target, room), *hint)

            def failed(error: GreenpathError) -> None:
                if isinstance(error, FileExists):
                    self._ask_replace(
                        target, lambda: save(path, refused, replace=True), lambda: refused(error)
                    )
                else:
                    refused(error)

            self.host.work(lambda _: write_file(path_of(path), text, replace), done, failed)

        self.ask_line(ask, save)

    def _ask_replace(self, target: Path, then: Any, kept: Any) -> None:
        question = sheets.AskSheet(
            f"{target.name} exists already",
            [[(str(target.parent), "muted")]],
            ("keep it", ""),
            [("y", "replace it", "yes")],
        )
        self.app.push_screen(question, lambda answer: then() if answer == "yes" else kept())

    def _sent(self, ids: list[str], shared: "sheets.Shared") -> None:
        """Record the page as sent, once it is said to whom."""

        def record(to: str, failed: Again) -> None:
            from greenpath_tui.services.pages import Sending

            sending = Sending(shared.audience, shared.form, to, shared.text)
            self.act(lambda s: s.pages.record(ids[0], sending), failed=failed)

        who = "the customer" if shared.audience is Audience.CUSTOMER else "our own people"
        self.ask_line(
            sheets.LineAsk("Sent to", hint=f"Who of {who} got it?", verb="record"), record
        )

    def action_confirm_page(self) -> None:
        """The newest page that was sent was read."""

        def confirm(d: "Dossier") -> None:
            self.act(lambda s: s.pages.confirm(d.account.id))

        self.with_dossier(confirm)

    def action_copy(self) -> None:
        """Copy the page of the chosen accounts as Markdown."""
        ids = self.chosen_accounts()
        if ids:
            self.host.work(
                lambda s: s.exchange.export(ids, "md"),
                lambda e: self._copy(e.text, Audience.INTERNAL),
            )

    def _copy(self, text: str, audience: Audience) -> None:
        from greenpath_tui.ui.clipboard import takes_copies

        count = len(text.splitlines())
        whom = "the customer" if audience is Audience.CUSTOMER else "our own people"
        self.app.copy_to_clipboard(text)
        if takes_copies():
            self.say("Copied", f"{count} lines for {whom} to the terminal's clipboard (OSC 52)")
            return
        target = self.host.settings.state_dir / "copied.txt"

        def save(_: Any) -> None:
            from greenpath_tui.export.files import make_folder, write_file

            make_folder(target.parent)
            write_file(target, text, replace=True)

        self.host.work(
            save, lambda _: self.say("Saved", f"{target}: this terminal takes no copies (OSC 52)")
        )

    def action_import_file(self) -> None:
        """Import a portfolio file or a sheet, after a look at the difference."""
        ask = sheets.LineAsk(
            "Import", hint="The path of a .toml or .csv file", verb="looks into it", key=""
        )

        def look(text: str, failed: Again) -> None:
            from greenpath_tui.export.files import path_of

            path = Path(text)

            def seen(report: Any) -> None:
                self._confirm_import(path_of(text), report)

            self.long_work(
                f"Import {path.name}",
                "Reading",
                lambda s, progress: s.exchange.import_file(path_of(text), True, progress=progress),
                seen,
                failed,
            )

        self.ask_line(ask, look)

    def _confirm_import(self, path: Path, report: Any) -> None:
        lines = [report.summary, ""]
        lines += [f"refused  {line}" for line in report.refused]
        if report.left_out:
            lines.append(f"columns left out: {', '.join(report.left_out)}")
        lines += report.lines
        sheet = sheets.ReadSheet(
            f"Import {report.name}",
            [("", "\n".join(lines))],
            [("enter", "import what is new and changed", "import")] if report.writes else [],
        )

        def answered(answer: str | None) -> None:
            if answer != "import":
                return

            def done(result: Any) -> None:
                self.host.reload()
                self.say("Imported", f"{result.name}: {result.brief}", "u", "undo")

            self.long_work(
                f"Import {path.name}",
                "Importing",
                lambda s, progress: s.exchange.import_file(path, progress=progress),
                done,
            )

        self.app.push_screen(sheet, answered)

    def action_sample(self) -> None:
        """Look around in the sample, kept apart from the own database."""
        self.host.open_sample()


def shown_path(path: Path, room: int) -> str:
    """A path in a message; where there is no room for its folders, the file's name alone."""
    home = str(Path.home())
    whole = str(path)
    if whole.startswith(f"{home}/"):
        whole = f"~{whole[len(home) :]}"
    return whole if cell_len(whole) <= room else cut(f"…/{path.name}", room)
