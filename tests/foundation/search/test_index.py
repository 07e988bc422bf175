"""What the index finds, on the engine under test."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, UnscopedQuery, bind_workspace
from quintet.foundation.search import Sight, find, index_document, reading
from quintet.foundation.search.folding import MOST_QUERY, fold, indexed_words, needles
from tests.foundation.search.index import TYPES, document, forget, hits, keep, titles
from tests.world import ELSEWHERE_ID, HOME_ID

ANNA = document(
    "Änna Smith-Jones",
    "ann.smith@acme.com +49 (171) 234-5678 Straße 100%_sure O\u2019Neil INV-00123 C++",
    subtitle="Acme Holding",
)


class TestWords:
    def test_found_by_parts_without_regard_to_case_and_accents(self, db: Database) -> None:
        keep(db, ANNA, document("Bob Other", "bob@other.example"))
        queries = [
            "anna", "ÄNNA", "a\u0308nna", "nna", "smith", "ith-jon", "jones anna", "  anna   smith ",
            "acme", "@acme.c", "ann.smith@acme.com", "strasse", "STRASSE", "ße",
            "o'neil", "O\u2019Neil", "100%", "%_s", "inv-00123", "00123", "c++", "acme holding anna",
        ]  # fmt: skip
        assert {q: titles(db, q) for q in queries} == {key: [ANNA.title] for key in queries}

    def test_one_and_two_characters_begin_a_word(self, db: Database) -> None:
        keep(db, ANNA, document("Xxx", "yzz"))
        queries = ["a", "an", "s", "sm", "jo", "ac", "co", "in", "1", "o'", "c+", "an sm"]
        assert {q: titles(db, q) for q in queries} == {key: [ANNA.title] for key in queries}

    def test_not_found_by_what_is_not_there(self, db: Database) -> None:
        keep(db, ANNA)
        queries = ["nn", "mi", "zz", "annasmith", "anna bob", "smiths", "_%s", "100_", "anna\\"]
        assert {q: titles(db, q) for q in queries} == {key: [] for key in queries}

    def test_phones_by_their_digits(self, db: Database) -> None:
        keep(db, ANNA, document("Bob", "+49 30 99887766"))
        queries = [
            "+491712345678", "+49 171 2345678", "0171 2345678", "0171/234-5678", "(0171) 234 5678", "1712345678",
            "5678", "0171 234", "171 234", "2345678", "anna 0171 2345678",
        ]  # fmt: skip
        assert {q: titles(db, q) for q in queries} == {key: [ANNA.title] for key in queries}

    def test_a_number_inside_a_word_is_part_of_it(self, db: Database) -> None:
        keep(
            db, document("Bob", "01a04d2f-8812-7b66-b-12345678901@example.com"), document("Cy", "A55345678B (12) +4 9.")
        )
        queries = ["01a04d2f-8812-7b66-b-12345678901@example.com", "12345678901", "b-12345678901@ex"]
        assert {q: titles(db, q) for q in queries} == {key: ["Bob"] for key in queries}
        queries = ["a55345678b", "55345678", "(12) +4 9.", "a55345678b (12)", "55345678,"]
        assert {q: titles(db, q) for q in queries} == {key: ["Cy"] for key in queries}

    def test_scripts_without_blanks(self, db: Database) -> None:
        keep(db, document("田中太郎", "株式会社田中製作所 カタカナ 가나다"), document("Anna"))
        queries = ["田中", "田", "製作", "作所", "製作所", "株式会社", "カタ", "가나"]
        assert {q: titles(db, q) for q in queries} == {key: ["田中太郎"] for key in queries}

    def test_nothing_to_look_for_finds_nothing(self, db: Database) -> None:
        keep(db, ANNA)
        queries = ["", " ", "\0", "\t\n", "\u0301", "\ue000\uf000", "\u200b"]
        assert {q: titles(db, q) for q in queries} == {key: [] for key in queries}

    def test_control_characters_do_no_harm(self, db: Database) -> None:
        keep(db, document("An\0na\ue000\ue001", "x\0y \ud7ff", subtitle="\0"))
        assert titles(db, "an na") == ["Anna\ue000\ue001"]

    def test_very_long_texts_are_found_by_their_beginning(self, db: Database) -> None:
        keep(db, document("Long", "beginning " + " ".join(f"word{n}" for n in range(3_000)) + " theend"))
        assert titles(db, "beginning") == ["Long"]
        assert titles(db, "theend") == []


class TestChanges:
    def test_new_words_find_and_old_ones_do_not(self, db: Database) -> None:
        keep(db, ANNA)
        keep(db, replace(ANNA, title="Berta Miller", text="berta@new.example"))
        assert titles(db, "smith") == titles(db, "acme.com") == []
        assert titles(db, "berta") == titles(db, "new.example") == ["Berta Miller"]
        keep(db, replace(ANNA, title="Berta Miller", text="", subtitle="Sub"))
        assert [hit.subtitle for hit in hits(db, "berta")] == ["Sub"]
        assert titles(db, "new.example") == []

    def test_the_same_again_changes_nothing(self, db: Database) -> None:
        keep(db, ANNA, document("Anna Younger"))
        keep(db, ANNA)
        assert titles(db, "nna") == ["Anna Younger", ANNA.title]

    def test_removed_records_are_not_found(self, db: Database) -> None:
        keep(db, ANNA, document("Anna Other"))
        forget(db, "company", ANNA.record_id)
        forget(db, "contact", ANNA.record_id, "01900000-0000-7000-8000-00000000ffff")
        forget(db, "contact")
        assert titles(db, "anna") == ["Anna Other"]
        keep(db, ANNA)
        assert set(titles(db, "anna")) == {"Anna Other", ANNA.title}

    def test_undone_with_the_transaction(self, db: Database) -> None:
        def work(session: Session) -> None:
            bind_workspace(session, HOME_ID)
            index_document(session, ANNA)
            assert find(session, "smith", Sight(("contact",)))
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            db.write_sync(work)
        assert titles(db, "smith") == []

    def test_needs_a_workspace(self, db: Database) -> None:
        with pytest.raises(UnscopedQuery):
            db.write_sync(lambda session: index_document(session, ANNA))
        with pytest.raises(UnscopedQuery):
            db.read_sync(lambda session: find(session, "x", Sight(("contact",))))


class TestOrder:
    def test_titles_that_begin_so_come_first_then_words_then_newest(self, db: Database) -> None:
        wanted = ["Mar", "Mar Zett", "Marlin", "Anna Mar", "Demarest", "Newest", "Newer"]
        texts = {"Newest": "x@mar.example", "Newer": "remark"}
        for title in ("Newer", "Newest", "Demarest", "Anna Mar", "Marlin", "Mar Zett", "Mar"):
            keep(db, document(title, texts.get(title, "")))
        keep(db, document("Unrelated"))
        assert titles(db, "mar") == wanted
        assert titles(db, "mar", limit=4) == wanted[:4]

    def test_the_newest_of_very_many(self, db: Database) -> None:
        keep(db, *(document(f"Record {n:05}", "lead", type_=TYPES[n % 5]) for n in range(3_000)))
        assert titles(db, "lead", limit=3) == ["Record 02999", "Record 02998", "Record 02997"]
        assert titles(db, "lead", limit=2, types=["company", "deal"]) == ["Record 02997", "Record 02996"]
        assert titles(db, "ord 00001") == ["Record 00001"]
        assert len(titles(db, "record", limit=100)) == 100
        assert len(titles(db, "0000", limit=100)) == 10

    def test_limits_are_kept(self, db: Database) -> None:
        keep(db, *(document(f"Anna {n}") for n in range(150)))
        assert len(titles(db, "anna", limit=1)) == len(titles(db, "anna", limit=-5)) == 1
        assert len(titles(db, "anna", limit=1_000)) == 100


class TestBorders:
    def test_only_the_types_asked_for(self, db: Database) -> None:
        keep(db, *(document(f"Anna {type_}", type_=type_) for type_ in TYPES))
        assert titles(db, "anna", types=["deal"]) == ["Anna deal"]
        assert titles(db, "nna", types=["deal", "note"]) == ["Anna note", "Anna deal"]
        assert titles(db, "nna", types=[]) == []
        assert len(titles(db, "nna")) == 5

    def test_other_workspaces_are_apart(self, db: Database) -> None:
        keep(db, ANNA)
        assert titles(db, "smith", workspace_id=ELSEWHERE_ID) == []
        keep(db, replace(ANNA, title="Taken over"), workspace_id=ELSEWHERE_ID)
        forget(db, "contact", ANNA.record_id, workspace_id=ELSEWHERE_ID)
        assert titles(db, "smith") == [ANNA.title]
        assert titles(db, "taken", workspace_id=ELSEWHERE_ID) == []


printable = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


class TestAnyText:
    def test_no_text_breaks_a_query_and_every_record_is_found_by_its_own_words(self, db: Database) -> None:
        @given(title=printable, text=printable, q=printable, place=st.integers(0, 60))
        @settings(max_examples=150, deadline=None)
        def check(title: str, text: str, q: str, place: int) -> None:
            one = document(title, text)
            session_text = fold(title + " " + text)

            def work(session: Session) -> None:
                bind_workspace(session, HOME_ID)
                index_document(session, one)
                sight = Sight(("contact",))
                find(session, q, sight)
                for word in session_text.split():
                    part = word[place % len(word) :]
                    if len(part) < 3:
                        part = word
                    for looked in (word, part):
                        asked = reading.Asked(HOME_ID, ("contact",), (looked,) if len(looked) > 2 else ())
                        if asked.wanted:
                            found = [row for rows, _ in reading.newest(session, asked, 100) for row in rows]
                            assert one.record_id in {row.record_id for row in found}, looked
                raise _UndoError

            with pytest.raises(_UndoError):
                db.write_sync(work)

        check()

    @given(st.text("aB1230 +(-)/.,@_\u00e9", max_size=MOST_QUERY), st.integers(0, 30), st.integers(0, 30))
    def test_what_a_record_says_finds_it(self, text: str, first: int, count: int) -> None:
        """Any words of it, in the order they stand in, however they mix letters, digits and signs."""
        asked = " ".join(text.split()[first : first + count + 1])
        assert [needle for needle in needles(asked) if needle not in indexed_words("Ann", text)] == []

    @given(printable, printable)
    def test_folding_twice_is_folding_once(self, one: str, two: str) -> None:
        assert fold(fold(one)) == fold(one)
        assert indexed_words(one, two) == indexed_words(one, two)


class _UndoError(Exception):
    pass
