"""Files of records: brought by every way, looked at, renamed, taken away and back."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser

BRING = """([event, name]) => {
  const canvas = document.createElement('canvas');
  canvas.width = 640; canvas.height = 400;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#2f5bea'; pen.fillRect(0, 0, 640, 400);
  return new Promise(done => canvas.toBlob(blob => {
    const data = new DataTransfer();
    data.items.add(new File([blob], name, { type: 'image/png' }));
    const bring = event === 'paste'
      ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
    const drop = [...document.querySelectorAll('p')].find(each => each.textContent.startsWith('Drop files here'));
    (event === 'paste' ? document.body : drop).dispatchEvent(bring);
    done();
  }));
}"""


def test_files_of_a_task_are_brought_shown_and_taken_away(page: Page, look: Look, tmp_path: Path) -> None:
    sign_up(page, "files@harbor.example")
    made = page.request.post("/api/v1/tasks", data={"title": "Send the offer", "type": "email"})
    assert made.status == 201, made.text()
    page.goto(f"/o/tasks/{made.json()['id']}")
    page.get_by_role("tab", name="Files").click()
    expect(page.get_by_text("No files yet.")).to_be_visible()

    # Chosen, pasted, dropped.
    offer = tmp_path / "offer.pdf"
    offer.write_bytes(b"%PDF-1.4\n" + b"x" * 2_000_000)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files(offer)
    kept = page.get_by_role("group", name="offer.pdf")
    expect(kept).to_contain_text("Dana Whitfield")
    # A PDF opens in the browser's reader.
    expect(kept.get_by_role("link", name="Show offer.pdf")).to_have_attribute("target", "_blank")
    page.evaluate(BRING, ["paste", "pasted.png"])
    expect(page.get_by_role("group", name="pasted.png")).to_be_visible()
    page.evaluate(BRING, ["drop", "dropped.png"])
    expect(page.get_by_role("group", name="dropped.png")).to_be_visible()
    look()

    # Pictures, one after another.
    page.get_by_role("button", name="Show pasted.png").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img", name="pasted.png")).to_have_js_property("naturalWidth", 640)
    page.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("img", name="dropped.png")).to_be_visible()
    look()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    # Another name, with the ending kept.
    page.get_by_role("button", name="Rename offer.pdf").click()
    page.keyboard.type("Offer 12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Offer 12.pdf")).to_be_visible()

    # Taken away, and back.
    page.get_by_role("button", name="Delete Offer 12.pdf").click()
    expect(page.get_by_role("group", name="Offer 12.pdf")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("group", name="Offer 12.pdf")).to_be_visible()
    page.get_by_role("tab", name="Timeline").click()
    said = page.get_by_role("tabpanel").get_by_role("article")
    for text in ("attached File “pasted.png”", "renamed File “Offer 12.pdf”", "restored File “Offer 12.pdf”"):
        expect(said.filter(has_text=text)).to_be_visible()
