"""The desk: use cases run away from the event loop, one after another, and what they say."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, TypeVar

from greenpath_tui.errors import GreenpathError, StorageError
from greenpath_tui.ui.typeahead import TypeAhead

if TYPE_CHECKING:
    from greenpath_tui.services import Services
    from greenpath_tui.ui.modals.progress import ProgressSheet

T = TypeVar("T")
KEYS_LOST = "Keys pressed meanwhile were not taken."
_LAST_ANSWER = 15.0  # seconds that the end waits for the last write; a lock is given up before


class Again:
    """What a refused write does: its line or form opens again, with the reason.

    Until the write is done, what was typed counts as typed: whoever leaves meanwhile finds it again.
    """

    def __init__(
        self,
        reopen: Callable[[GreenpathError], None],
        forget: Callable[[], None] = lambda: None,
    ) -> None:
        self._reopen = reopen
        self.forget = forget

    def __call__(self, error: GreenpathError) -> None:
        """Open again; what was typed is forgotten by whoever shows it."""
        self._reopen(error)

    def around(self, job: "Callable[[Services], T]") -> "Callable[[Services], T]":
        """The same job; once it is done, what was typed is no longer kept."""

        def done(services: "Services") -> T:
            result = job(services)
            self.forget()
            return result

        return done


class Desk(TypeAhead):
    """The part of the app that works: the services, the thread they run in, the message line."""

    def __init__(self) -> None:
        super().__init__()
        self.services: Services | None = None
        self._desk = ThreadPoolExecutor(1, thread_name_prefix="greenpath-desk")
        self._under_way: set[Future[Any]] = set()  # use cases whose end nobody was told yet
        self._told: Any = None  # the screen that a message was shown on last
        self._ended = False
        self.last_words: list[str] = []  # what is said on the terminal when the app has gone
        self.long_jobs: list[ProgressSheet] = []  # what runs for long, to be stopped at the end
        self.unsaved: dict[str, str] = {}  # what is being saved, in words, by what it was typed for

    def work(
        self,
        job: "Callable[[Services], T]",
        then: Callable[[T], None],
        failed: Callable[[GreenpathError], None] | None = None,
    ) -> None:
        """Run a use case away from the event loop, one after another, then `then` with its result.

        What is refused or wrong is shown as its sentence (or goes to `failed`). Nothing is begun any
        more once the app ends.
        """
        if self._ended:
            return

        def run() -> T:
            if self.services is None:
                raise StorageError("No database is open.")
            return job(self.services)

        self.run_worker(self._serve(run, then, failed), group="desk")

    async def _serve(
        self,
        job: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[GreenpathError], None] | None,
    ) -> None:
        begun = self._desk.submit(job)
        self._under_way.add(begun)
        try:
            result = await asyncio.wrap_future(begun)
        except GreenpathError as error:
            self._under_way.discard(begun)
            if failed is not None:
                failed(error)
            else:
                self.fail(error)
            return
        self._under_way.discard(begun)
        then(result)

    def fail(self, error: GreenpathError) -> None:
        """Show an error where the person looks."""
        problems = getattr(error, "problems", ())
        self.tell_error(f"{error} {problems[0]}" if problems else str(error))

    def tell(self, verb: str, text: str = "", key: str = "", label: str = "") -> None:
        """A message on the present screen's message line; an older one elsewhere is over."""
        screen = self._lined()
        if self._told is not None and self._told is not screen:
            self._told.message_line.clear()
        self._told = screen
        screen.say(verb, text, key, label)

    def tell_error(self, text: str) -> None:
        """An error on the present screen's message line; stays until a key."""
        self._lined().fail(text)

    def mention(self, text: str) -> None:
        """The same for what nobody asked for: it never opens a sheet, so it takes no key."""
        self._lined().message_line.fail(text)

    def _lined(self) -> Any:
        """The uppermost screen that has a message line."""
        return next(s for s in reversed(self.screen_stack) if hasattr(s, "message_line"))

    @property
    def _sheet_open(self) -> bool:
        """True while a sheet stands before the screens."""
        return self._lined() is not self.screen

    def stop_long_jobs(self) -> None:
        """Whoever leaves waits for none of them."""
        for sheet in list(self.long_jobs):
            sheet.stop_work()

    def close_desk(self) -> None:
        """Let the last write end and give the database back; nothing is begun any more."""
        self._ended = True
        self.stop_long_jobs()
        self._desk.shutdown(wait=False)
        ended, hanging = wait(self._under_way, _LAST_ANSWER)
        problems = (job.exception() for job in ended if not job.cancelled())
        self.last_words += [str(e) for e in problems if isinstance(e, GreenpathError)]
        if hanging:
            self.last_words.append("The database does not answer; nobody waited for it any longer.")
        elif self.services is not None:
            self.services.close()
