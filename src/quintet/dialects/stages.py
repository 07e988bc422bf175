"""Stages by the words of references: they have a fixed list of words where a workspace has stages of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quintet.dialects.lists import any_of
from quintet.foundation.access import Actor
from quintet.kit.errors import Invalid
from quintet.records.public import PipelineKind, Stage, StageKind, default_pipeline, stages_of_kind


@dataclass(frozen=True, slots=True)
class StageWord:
    """A reference's word, the stage names that mean it too, and how probable a record is that stands there."""

    word: str
    probability: int = 0
    names: tuple[str, ...] = ()
    kind: StageKind = StageKind.open

    def names_stage(self, name: str) -> bool:
        return _plain(name) in (_plain(self.word), *self.names)


@dataclass(frozen=True, slots=True)
class StageWords:
    """All words of a reference for the stages of one kind of pipeline.

    A word is the stage of its kind that bears its name, else the one of the nearest probability; and a stage is called
    by the word for it in the same way. So every stage has a word and every word leads to a stage.
    """

    kind: PipelineKind
    words: tuple[StageWord, ...]

    def word_of(self, stage: Stage) -> str:
        """What the reference calls a stage."""
        same = [word for word in self.words if word.kind == stage.kind] or list(self.words)
        named = (word for word in same if word.names_stage(stage.name))
        return (next(named, None) or min(same, key=lambda word: abs(word.probability - stage.probability))).word

    def by_id(self, session: Session) -> dict[str, str]:
        """The word of every stage there is."""
        return {stage.id: self.word_of(stage) for stage in stages_of_kind(session, self.kind)}

    def ids_of(self, session: Session, word: str) -> str:
        """The stages called by a word, as a filter takes them."""
        return any_of(id_ for id_, each in self.by_id(session).items() if each == word)

    def stage_id(
        self, session: Session, actor: Actor, word: str, *, field: str, pipeline_id: str | None = None
    ) -> str | None:
        """The stage a word stands for, in the default pipeline or the one given. Invalid for a word it does not know.

        None when the pipeline has no stage of that kind.
        """
        known = self.check(word, field=field)
        if pipeline_id is None:
            pipeline_id = default_pipeline(session, actor, self.kind).id
        found = _nearest(stages_of_kind(session, self.kind, pipeline_id), known)
        return found.id if found is not None else None

    def check(self, word: str, *, field: str) -> StageWord:
        """The word. Invalid, naming the field, when the reference has no such word."""
        for each in self.words:
            if each.word == word:
                return each
        raise Invalid.one(field, "invalid", "Must be one of: " + ", ".join(each.word for each in self.words) + ".")


def _nearest(stages: Sequence[Stage], word: StageWord) -> Stage | None:
    same = [stage for stage in stages if stage.kind == word.kind and stage.system is None]
    named = (stage for stage in same if word.names_stage(stage.name))
    return next(named, None) or min(same, key=lambda stage: abs(stage.probability - word.probability), default=None)


def _plain(name: str) -> str:
    return name.casefold().replace("_", " ").replace("-", " ")
