"""News and pages as a release has them; what was written since stays."""

from __future__ import annotations

from eventsite.core.db import db
from eventsite.programme import queries
from eventsite.programme.models import NewsArticle, Page, Session
from eventsite.programme.releases.snapshot import Snapshot
from eventsite.summits.models import Summit


def restore_words(summit: Summit, then: Snapshot) -> None:
    sessions = {s.code: s for s in db.session.scalars(db.select(Session).filter_by(summit_id=summit.id))}
    articles = {article.slug: article for article in queries.list_articles(summit)}
    for released in then.news:
        article = articles.get(released.slug)
        if article is None:
            article = NewsArticle(summit_id=summit.id, slug=released.slug)
            db.session.add(article)
        article.title, article.summary, article.body = released.title, released.summary, released.body.source
        article.published_on, article.session = released.published_on, sessions.get(released.session)
    _pages(summit, then)


def _pages(summit: Summit, then: Snapshot) -> None:
    pages = {page.slug: page for page in queries.list_pages(summit)}
    for position, released in enumerate(then.pages):
        page = pages.get(released.slug)
        if page is None:
            page = Page(summit_id=summit.id, slug=released.slug)
            db.session.add(page)
        page.title, page.body, page.position = released.title, released.body.source, position
