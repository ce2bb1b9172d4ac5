"""A report in a browser, opened from disk without a network: it loads nothing, and its links and files work."""

from __future__ import annotations

from datetime import date

import pytest
from browsing import accessible

from rasad.export.public import Profile
from rasad.web.report.page import Heading, report
from webbing import kit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_a_report_opens_from_disk(browser, desk, tmp_path, language, width):
    file = tmp_path / "report.html"
    heading = Heading("Report", "", "samples", date(2024, 5, 1), language)
    file.write_text("".join(report(desk.project.dossiers(kit=kit()), heading, Profile(), kit())), "utf-8")
    context = browser.new_context(offline=True, viewport={"width": width, "height": 900}, accept_downloads=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
    page.goto(file.as_uri())
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Rasad'))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The largest spot leads to its place, and that to the event.
    page.locator(".map a").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("tr:target").count() == 1
    page.locator("tr:target .links a").first.click()
    event = page.locator("article:target")
    event.locator("summary").click()
    assert event.locator("q").first.is_visible()
    with page.expect_download() as saved:
        page.locator("a[download='events.csv']").click()
    assert saved.value.suggested_filename == "events.csv"
    accessible(page)
    assert not faults, "\n".join(faults)
    context.close()
