"""What files are for: who sees them, what they may be, how large."""

from dataclasses import dataclass

from quintet.foundation.files.settings import FilesSettings
from quintet.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Purpose:
    """Declared once by the context that needs it."""

    name: str
    shared: bool = False
    """Everybody in the workspace sees it (logos, avatars)."""
    images_only: bool = False
    public: bool = False
    """Whoever has its address sees it, signed in or not."""
    uploadable: bool = True
    """Members may upload it themselves; otherwise only our own code makes it (exports, documents)."""
    max_bytes: int | None = None
    """Instead of the limit in the settings."""

    def limit(self, settings: FilesSettings) -> int:
        """In bytes."""
        return self.max_bytes or (settings.max_image_bytes if self.images_only else settings.max_bytes)


_PURPOSES: dict[str, Purpose] = {}


def declare_purpose(purpose: Purpose) -> Purpose:
    if _PURPOSES.setdefault(purpose.name, purpose) != purpose:
        raise ValueError(f"the purpose {purpose.name} was declared twice")
    return purpose


def purposes() -> dict[str, Purpose]:
    """All by name."""
    return dict(sorted(_PURPOSES.items()))


def purpose_to_upload(name: str) -> Purpose:
    """Raises Invalid for one that members cannot upload."""
    purpose = _PURPOSES.get(name)
    if purpose is None or not purpose.uploadable:
        names = ", ".join(p.name for p in purposes().values() if p.uploadable)
        raise Invalid.one("purpose", "unknown", f"Must be one of: {names}.")
    return purpose


ATTACHMENT = declare_purpose(Purpose("attachment"))
AVATAR = declare_purpose(Purpose("avatar", shared=True, images_only=True, public=True))
LOGO = declare_purpose(Purpose("logo", shared=True, images_only=True, public=True))
