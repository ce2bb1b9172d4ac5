"""Signing in, the account, who has one and the export, in a browser: as people use them, in both languages."""

from __future__ import annotations

import pytest
from browsing import accessible

from rasad.web.desk import Settings
from rasad.web.team.accounts import Accounts
from webbing import copy_of_samples, desk_on

pytestmark = pytest.mark.browser
PASSWORD = "four words of chance"


@pytest.fixture
def desk(tmp_path):
    accounts = Accounts(tmp_path / "a.accounts")
    accounts.add("rana", "admin", PASSWORD)
    yield from desk_on(copy_of_samples(tmp_path), Settings(user=None, accounts=accounts))
    accounts.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_signing_in_leads_back_and_signing_out_ends_it(site, language, width):
    site.may_fail(401)
    page = site.page(language, width=width)
    page.goto("/export?type=air_strike")
    accessible(page)
    page.fill("#name", "rana")
    page.fill("#password", "wrong password")
    page.keyboard.press("Enter")
    page.locator("[role=alert]").wait_for()
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/export?type=air_strike")
    accessible(page)
    page.locator("input[value=csv]").check()
    with page.expect_download() as saved:
        page.locator("main button").click()
    assert saved.value.suggested_filename == "events.csv"
    for address in ("/people", "/account"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        accessible(page)
    page.locator("form[action='/logout'] button").click()
    page.wait_for_url("**/login")
    page.goto("/review")
    assert "/login?next=" in page.url
