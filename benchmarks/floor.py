"""The floor: the least a Textual app with a header, a footer and a table of 20 rows can cost."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class Floor(App[None]):
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns(*[f"Col {column}" for column in range(10)])
        table.add_rows(
            [f"Account {row:05d}", *[f"v{row}.{column}" for column in range(1, 10)]]
            for row in range(20)
        )


if __name__ == "__main__":
    Floor().run()
