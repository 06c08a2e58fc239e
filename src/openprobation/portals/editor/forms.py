"""What do we ask when an article is written, published, corrected or withdrawn?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import EmailField, Form, NoteField, TermsField, TextField
from openprobation.vocabulary.publication import Topic

HOW_TO_WRITE = _(
    "An empty line begins a new paragraph. ## before a heading, - before a point, 1. before a numbered"
    " one, **strong words**, [words](https://address) for a link."
)


class Article(Form):
    title = TextField(label=_("Headline"), max_length=160)
    summary = NoteField(
        label=_("Summary"),
        hint=_("One or two sentences: the e-mail shows them."),
        rows=3,
        max_length=600,
    )
    text = NoteField(label=_("Text"), hint=HOW_TO_WRITE, rows=14, max_length=20_000)
    topics = TermsField(Topic, meanings=False, label=_("Topics"), required=False)


class Correct(Form):
    title = TextField(label=_("Headline"), max_length=160)
    summary = NoteField(label=_("Summary"), rows=3, max_length=600)
    text = NoteField(label=_("Text"), hint=HOW_TO_WRITE, rows=14, max_length=20_000)
    why = NoteField(
        label=_("What was wrong?"), hint=_("Readers see this."), rows=3, max_length=1_000
    )


class Why(Form):
    why = NoteField(label=_("Why?"), rows=3, max_length=1_000)


class Withdraw(Form):
    why = NoteField(
        label=_("Why?"), hint=_("Readers see this in its place."), rows=3, max_length=1_000
    )


class Erase(Form):
    address = EmailField(label=_("The address"))
