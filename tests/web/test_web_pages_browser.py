"""Every page in a browser: nothing foreign is asked for, nothing fails, assistive technology can read it."""

import pytest
from browsing import accessible

from webbing import copy_of_samples, desk_on

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One for all tests here: none of them changes the project."""
    yield from desk_on(copy_of_samples(tmp_path_factory.mktemp("desk")))


PAGES = ("/", "/nowhere", "/actors", "/actors/irgc", "/places", "/places/sy-gov-deir-ez-zor", "/charts")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_accessible_and_load_nothing_foreign(site, language):
    site.may_fail(404)
    page = site.page(language)
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.lang") == language
        accessible(page)


def test_the_list_of_keys_opens_by_its_key_on_any_layout(site):
    page = site.page("ar")
    page.goto("/")
    page.keyboard.press("Shift+Slash")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Slash")
    assert page.evaluate("document.activeElement.matches('[data-search]')")
