"""The morning's mail about tasks."""

from dataclasses import dataclass

from quintet.identity.public import Letter

SHOWN = 10


@dataclass(frozen=True)
class TaskDigestLetter(Letter):
    """What is due today and what is overdue: titles of the first few, and how many those are in all."""

    kind = "task_digest"

    workspace: str
    today: list[str]
    today_count: int
    overdue: list[str]
    overdue_count: int

    @property
    def subject(self) -> str:
        parts = [f"{self.today_count} for today"] if self.today_count else []
        parts += [f"{self.overdue_count} overdue"] if self.overdue_count else []
        return f"Your tasks: {', '.join(parts)}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (
            f"Good morning. This is what waits for you at {self.workspace}.",
            *_listed("Today", self.today, self.today_count),
            *_listed("Overdue", self.overdue, self.overdue_count),
        )

    @property
    def button(self) -> tuple[str, str]:
        return "See your tasks", "/"

    @property
    def closing(self) -> str:
        return "You can turn this mail off in your profile."


def _listed(title: str, titles: list[str], count: int) -> list[str]:
    if not titles:
        return []
    more = [f"… and {count - len(titles)} more"] if count > len(titles) else []
    return [f"{title}:", *(f"• {each}" for each in titles), *more]
