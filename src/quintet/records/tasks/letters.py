"""The morning's mail about tasks."""

from dataclasses import dataclass, field

from quintet.identity.public import Letter

SHOWN = 10


@dataclass(frozen=True, slots=True)
class _Words:
    subject: str
    for_today: str
    past_due: str
    greeting: str
    today: str
    overdue: str
    more: str
    button: str
    closing: str


_WORDS = {
    "en": _Words(
        "Your tasks: {parts}",
        "{count} for today",
        "{count} overdue",
        "Good morning. This is what waits for you at {workspace}.",
        "Today",
        "Overdue",
        "… and {count} more",
        "See your tasks",
        "You can turn this mail off in your profile.",
    ),
    "es": _Words(
        "Sus tareas: {parts}",
        "{count} para hoy",
        "{count} atrasadas",
        "Buenos días. Esto es lo que le espera en {workspace}.",
        "Hoy",
        "Atrasadas",
        "… y {count} más",
        "Ver sus tareas",
        "Puede desactivar este correo en su perfil.",
    ),
    "fr": _Words(
        "Vos tâches : {parts}",
        "{count} pour aujourd’hui",
        "{count} en retard",
        "Bonjour. Voici ce qui vous attend chez {workspace}.",
        "Aujourd’hui",
        "En retard",
        "… et {count} de plus",
        "Voir vos tâches",
        "Vous pouvez désactiver cet e-mail dans votre profil.",
    ),
    "de": _Words(
        "Ihre Aufgaben: {parts}",
        "{count} für heute",
        "{count} überfällig",
        "Guten Morgen. Das wartet bei {workspace} auf Sie.",
        "Heute",
        "Überfällig",
        "… und {count} weitere",
        "Aufgaben ansehen",
        "Diese Mail können Sie in Ihrem Profil abschalten.",
    ),
    "pt": _Words(
        "Suas tarefas: {parts}",
        "{count} para hoje",
        "{count} em atraso",
        "Bom dia. Isto é o que espera por você em {workspace}.",
        "Hoje",
        "Em atraso",
        "… e mais {count}",
        "Ver as tarefas",
        "Você pode desativar este e-mail no seu perfil.",
    ),
}


@dataclass(frozen=True)
class TaskDigestLetter(Letter):
    """What is due today and what is overdue: titles of the first few, and how many those are in all."""

    kind = "task_digest"

    workspace: str
    today: list[str]
    today_count: int
    overdue: list[str]
    overdue_count: int
    language: str = field(default="en", kw_only=True)

    @property
    def subject(self) -> str:
        said = _WORDS[self.language]
        parts = [said.for_today.format(count=self.today_count)] if self.today_count else []
        parts += [said.past_due.format(count=self.overdue_count)] if self.overdue_count else []
        return said.subject.format(parts=", ".join(parts))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        said = _WORDS[self.language]
        return (
            said.greeting.format(workspace=self.workspace),
            *_listed(said, said.today, self.today, self.today_count),
            *_listed(said, said.overdue, self.overdue, self.overdue_count),
        )

    @property
    def button(self) -> tuple[str, str]:
        return _WORDS[self.language].button, "/"

    @property
    def closing(self) -> str:
        return _WORDS[self.language].closing


def _listed(said: _Words, title: str, titles: list[str], count: int) -> list[str]:
    if not titles:
        return []
    more = [said.more.format(count=count - len(titles))] if count > len(titles) else []
    return [f"{title}:", *(f"• {each}" for each in titles), *more]
