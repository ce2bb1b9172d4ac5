"""Texts that are put into templates when they are compiled are those that would be looked up, escaped."""

from rasad.web.language import Texts
from rasad.web.templating import Templates

TEXTS = Texts("ar", {"odd": "<b> & \"x\"", "of": "{n} of many"})


def shown(source, **values):
    return Templates(TEXTS).from_string(source).render(t=TEXTS, **values)


def test_fixed_texts_are_escaped_once():
    assert shown("{{ t('odd') }}|<i title=\"{{ t('odd') }}\">") == "&lt;b&gt; &amp; &#34;x&#34;|<i title=\"&lt;b&gt; &amp; &#34;x&#34;\">"


def test_texts_in_expressions_and_macros_and_with_values():
    assert shown("{% macro m(t) %}{{ (t('odd') ~ '<') if on else '' }}{% endmacro %}{{ m(t) }}", on=True).endswith("&lt;")
    assert shown("{{ t('of', n='<3') }} {{ t(key) }}", key="odd") == "&lt;3 of many &lt;b&gt; &amp; &#34;x&#34;"
    assert shown("<html lang='{{ lang }}' dir='{{ dir }}'>{{ 'no' if dir == 'ltr' }}") == "<html lang='ar' dir='rtl'>"
