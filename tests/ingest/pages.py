"""Web pages of our own words for tests: an article among what pages hold beside it."""

NEWS = [
    "قصفت طائرة مسيرة مجهولة مقرا لميليشيا في بلدة الميادين شرقي دير الزور، مساء الثلاثاء، ما أدى إلى مقتل عنصرين.",
    "وقال مراسلنا إن سيارات الإسعاف هرعت إلى المكان، فيما أغلقت الميليشيا الطرق المؤدية إلى المقر ومنعت الأهالي من الاقتراب.",
]
BESIDE = ("أسعار الخضار", "غارة على مطار", "تعليق قارئ", "جميع الحقوق", "الأحد 22 تشرين الثاني 2026")
_PAGE = """<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>قصف على بلدة | شبكة الوادي</title>{head}</head><body>
<header><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/m">أسعار الخضار اليوم</a></li></ul></nav>
<div class="date">الأحد 22 تشرين الثاني 2026</div></header>
<main><article><h1>قصف على بلدة</h1><div class="meta"><span class="{day_class}">{day}</span></div>{paragraphs}</article>
<section class="related"><h3>اقرأ أيضا</h3><ul><li><a href="/x">غارة على مطار دولة مجاورة</a></li></ul></section>
<div id="comments" class="comments"><div class="comment"><p>تعليق قارئ: قصفوا البلدة أمس أيضا وقتلوا خمسة منهم</p></div></div></main>
<footer>جميع الحقوق محفوظة</footer></body></html>"""
META = '<meta property="article:published_time" content="2024-02-03T23:30:00+03:00">'
LINKED = """<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "headline": "قصف على بلدة",
"datePublished": "2024-02-04T10:00:00+03:00", "author": [{"name": "هيئة التحرير"}], "publisher": {"name": "شبكة الوادي"}}]}</script>"""
ADDRESS = '<link rel="canonical" href="https://wadi.example/{}">'


def page(head: str = "", day: str = "", day_class: str = "posted", news: list[str] = NEWS) -> str:
    """The source of a page."""
    paragraphs = "".join(f"<p>{p}</p>" for p in news)
    return _PAGE.format(head=head, day=day, day_class=day_class, paragraphs=paragraphs)
