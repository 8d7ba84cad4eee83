"""The verbs out and in: export, copy, import, the sample."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenpath_tui.ui import sheets
from greenpath_tui.ui.screens.asking import Asking

if TYPE_CHECKING:
    from greenpath_tui.views.dossier import Dossier


class FileVerbs(Asking):
    """What leaves the app and what comes into it."""

    def action_export(self) -> None:
        """The Markdown summary: preview, copy, save."""

        def made(d: "Dossier") -> None:
            def show(text: str) -> None:
                self._preview(d, text)

            self.host.work(lambda s: s.exchange.summary_markdown(d.account.id), show)

        self.with_dossier(made)

    def _preview(self, d: "Dossier", text: str) -> None:

        sheet = sheets.ReadSheet(
            f"Summary of {d.account.name}",
            [("Markdown, internal,", text)],
            [("y", "copy", "copy"), ("s", "save", "save")],
        )

        def answered(answer: str | None) -> None:
            if answer == "copy":
                self._copy(text)
            elif answer == "save":
                self._save_as(d, text)

        self.app.push_screen(sheet, answered)

    def _save_as(self, d: "Dossier", text: str) -> None:
        from greenpath_tui.export.files import safe_name

        name = f"{safe_name(d.account.name)}-{d.today.isoformat()}.md"
        ask = sheets.LineAsk(
            "Save as", value=str(Path.cwd() / name), hint="An existing file is kept."
        )

        def save(path: str) -> None:
            from greenpath_tui.export.files import write_file

            target = Path(path).expanduser()

            def done(_: None) -> None:
                self.say("Saved", str(target))

            self.host.work(lambda _: write_file(target, text), done)

        self.ask_line(ask, save)

    def action_copy(self) -> None:
        """Copy the summary as Markdown."""

        def made(d: "Dossier") -> None:
            self.host.work(lambda s: s.exchange.summary_markdown(d.account.id), self._copy)

        self.with_dossier(made)

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        count = len(text.splitlines())
        self.say("Copied", f"{count} lines of Markdown to the terminal's clipboard (OSC 52)")

    def action_import_file(self) -> None:
        """Import a portfolio file or a sheet, after a look at the difference."""
        ask = sheets.LineAsk(
            "Import", hint="The path of a .toml or .csv file", verb="look at it", key=""
        )

        def look(text: str) -> None:
            path = Path(text.strip().strip("'\"")).expanduser()

            def seen(report: Any) -> None:
                self._confirm_import(path, report)

            self.long_work(
                f"Import {path.name}",
                "Reading",
                lambda s, progress: s.exchange.import_file(path, dry_run=True, progress=progress),
                seen,
            )

        self.ask_line(ask, look)

    def _confirm_import(self, path: Path, report: Any) -> None:

        lines = [report.summary, ""]
        lines += [f"refused  {line}" for line in report.refused]
        if report.left_out:
            lines.append(f"columns left out: {', '.join(report.left_out)}")
        lines += report.lines
        sheet = sheets.ReadSheet(
            f"Import {report.name}", [("", "\n".join(lines))], [("enter", "import", "import")]
        )

        def answered(answer: str | None) -> None:
            if answer != "import":
                return

            def done(result: Any) -> None:
                self.host.reload()
                self.say("Imported", f"{result.name}: {result.summary}", "u", "undo")

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
