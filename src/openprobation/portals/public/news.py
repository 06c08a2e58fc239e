"""What does anybody read of articles, and how do they get the e-mail at noon?

Everything asks for the moment: before it an article has no page, no line in a list or a feed, and no
count. A public article's page is kept as a file (`publication.library.actions.released`), drawn here.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from openprobation.foundation import clock
from openprobation.foundation.refusals import Refused
from openprobation.publication.digests import actions as digests
from openprobation.publication.digests import queries as readers
from openprobation.publication.library.actions import released
from openprobation.publication.news import queries as news
from openprobation.ui import article_text
from openprobation.ui.forms import EmailField, Form
from openprobation.vocabulary.publication import Topic

from .pages import Share
from .views import places, public_page

FOLDER = "news"
IN_THE_FEED = 30


class Subscribe(Form):
    address = EmailField(label=gettext_lazy("Your e-mail address"))


def share(path: str, title: str) -> Share:
    """Links that pass a page on. They name the service's own address, for the page is kept as a file."""
    address = f"{settings.SERVICE_ADDRESS}{path}"
    return Share(
        address=address,
        email=f"mailto:?subject={quote(title)}&body={quote(address)}",
        linkedin=f"https://www.linkedin.com/sharing/share-offsite/?url={quote(address, safe='')}",
    )


# ── Pages ──────────────────────────────────────────────────────────────────────────────────


@require_safe
def articles(request: HttpRequest, topic: str = "") -> HttpResponse:
    """Every public article, or those on one topic."""
    if topic and topic not in list(Topic):
        raise Http404
    return public_page(
        request,
        "public/articles.html",
        articles=news.public(at=clock.now(), topic=topic),
        topic=Topic(topic) if topic else None,
        topics=list(Topic),
    )


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article; one that was withdrawn says so; anything else is not found."""
    at = clock.now()
    full = news.article(slug=slug, at=at)
    if full is None:
        gone = news.withdrawn(slug=slug)
        if gone is None:
            raise Http404
        answer = public_page(
            request, "public/article_withdrawn.html", full=gone, why=gone.steps[-1]
        )
        answer.status_code = 410
        return answer
    answer = public_page(request, "public/article.html", **of_article(full, at))
    answer["Cache-Control"] = "no-cache"
    return answer


def of_article(full: news.ArticleInFull, at: datetime) -> dict[str, Any]:
    path = reverse("public:article", args=[full.line.slug])
    return {
        "full": full,
        "related": news.related(full.line, at=at),
        "share": share(path, full.line.title),
    }


class Atom(Atom1Feed):
    """An Atom feed whose entries carry their whole text, as HTML made here from escaped words."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def band(line: news.ArticleLine) -> str:
    """What a reader is told first of an article about nobody real: a feed has no page around it."""
    return f"{_('Invented: nobody in it is real.')} " if line.is_invented else ""


if TYPE_CHECKING:
    FeedOfArticles = Feed[tuple[news.ArticleLine, str], None]
else:
    FeedOfArticles = Feed


class ArticleFeed(FeedOfArticles):
    """The latest articles for a feed reader, each with its text."""

    feed_type = Atom
    title = gettext_lazy("OpenProbation: news")
    author_name = "OpenProbation"  # Atom asks for one
    subtitle = gettext_lazy("What was found, what was recommended and what came of it.")

    def link(self) -> str:
        return f"{settings.SERVICE_ADDRESS}{reverse('public:articles')}"

    def feed_url(self) -> str:
        return f"{settings.SERVICE_ADDRESS}{reverse('public:feed')}"

    def items(self) -> list[tuple[news.ArticleLine, str]]:
        lines = news.public(at=clock.now(), most=IN_THE_FEED)
        texts = news.texts_of(line.id for line in lines)
        return [(line, texts[line.id]) for line in lines]

    def item_title(self, item: tuple[news.ArticleLine, str]) -> str:
        return item[0].title

    def item_description(self, item: tuple[news.ArticleLine, str]) -> str:
        return escape(f"{band(item[0])}{item[0].summary}")  # the library calls it HTML

    def item_extra_kwargs(self, item: tuple[news.ArticleLine, str]) -> dict[str, Any]:
        blocks = article_text.read(item[1], home=settings.SERVICE_ADDRESS)
        text = render_to_string("ui/article_text_alone.html", {"blocks": blocks})
        said = f"<p><strong>{escape(band(item[0]))}</strong></p>\n" if item[0].is_invented else ""
        return {"content": said + text}

    def item_link(self, item: tuple[news.ArticleLine, str]) -> str:
        return f"{settings.SERVICE_ADDRESS}{reverse('public:article', args=[item[0].slug])}"

    def item_pubdate(self, item: tuple[news.ArticleLine, str]) -> datetime | None:
        return item[0].published_at

    def item_updateddate(self, item: tuple[news.ArticleLine, str]) -> datetime | None:
        line = item[0]
        return max(line.published_at, line.changed_at) if line.published_at else None

    def item_categories(self, item: tuple[news.ArticleLine, str]) -> list[str]:
        return [topic.label for topic in item[0].topics]


feed = ArticleFeed()


# ── As files ───────────────────────────────────────────────────────────────────────────────


def draw(slug: str) -> tuple[str, datetime] | None:
    """An article's page as nobody in particular sees it, and when it last changed. None: not public."""
    at = clock.now()
    full = news.article(slug=slug, at=at)
    if full is None:
        return None
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = reverse("public:article", args=[slug])
    request.user = AnonymousUser()
    with override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "public/article.html", {**places(request), **of_article(full, at)}, request
        )
    return text, news.page_stamps(at=at)[slug]


def name_of(slug: str) -> str:
    return f"{FOLDER}/{slug}"


def keep_pages(at: datetime) -> None:
    """Write the file of every page that became public or changed, and take the others away. A job."""
    for slug in released.stale(FOLDER, news.page_stamps(at=at)):
        released.keep(name_of(slug), partial(draw, slug))


# ── The e-mail at noon ─────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for the e-mail. The answer is the same whether the address was known or not."""
    form = Subscribe(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            digests.ask(address=form.cleaned_data["address"], at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("public:subscribe-asked")
    return public_page(request, "public/subscribe.html", form=form)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return public_page(request, "public/subscribe_asked.html", catcher=settings.DEMONSTRATION)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button, for programs that only look at links must not confirm."""
    if readers.is_standing("confirm", token) is None:
        raise Http404
    if request.method == "POST":
        try:
            digests.confirm(token=token, at=clock.now())
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            return public_page(request, "public/subscription.html", done="confirmed")
    return public_page(request, "public/subscription.html", asks="confirm")


@csrf_exempt  # a mail reader posts without a cookie (RFC 8058); the token is the right
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A button; a press ends it from that second."""
    standing = readers.is_standing("unsubscribe", token)
    if standing is None:
        raise Http404
    if request.method == "POST":
        digests.unsubscribe(token=token, at=clock.now())
        standing = False
    if not standing:
        return public_page(request, "public/subscription.html", done="ended")
    return public_page(request, "public/subscription.html", asks="end")


@require_safe
def mail_catcher(request: HttpRequest) -> HttpResponse:
    """In the demonstration: what subscribers were sent."""
    if not settings.DEMONSTRATION:
        raise Http404
    return public_page(request, "public/mail_catcher.html", caught=readers.caught())
