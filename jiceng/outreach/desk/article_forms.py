"""Forms of articles: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.kernel.process import Move
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.names import named
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.articles import LEVELS, ArticleDraft
from jiceng.outreach.models import Article
from jiceng.outreach.process import ARTICLE
from jiceng.outreach.rules.articles import AUDIENCES, KINDS, LONGEST_BODY, LONGEST_TITLE
from jiceng.web.forms import CountyTimeField, areas_within
from jiceng.web.words import paper

STATES = [
    ("", N_("未办结")),
    ("shown", N_("正在展示")),
    ("all", N_("全部")),
    *((s.name, s.label) for s in ARTICLE.states),
]
INDENT = {"county": "", "town": "", "community": "\u3000", "village": "\u3000"}
HELP = N_("空一行分段；“## ”开头是小标题，“- ”开头是列表，[文字](https://网址) 是链接。")
COMMENTED = ("pass_first", "pass_second", "publish", "schedule", "approve", "confirm")
"""Moves that may carry a comment."""


def body_field() -> forms.CharField:
    return words(N_("正文"), 12, max_length=LONGEST_BODY, help_text=HELP)


class UrgentForm(WordedForm):
    """The least an urgent notice needs."""

    title = forms.CharField(label=N_("标题"), max_length=LONGEST_TITLE)
    area = forms.ChoiceField(label=N_("发布到"))
    body = words(N_("正文"), 6, max_length=LONGEST_BODY)
    reason = forms.CharField(
        label=N_("为什么不能等审核"), max_length=300,
        help_text=N_("发布后 4 个工作小时内由其他人补审，全过程留痕。"),
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_areas(self, actor)

    def given(self) -> tuple[ArticleDraft, str]:
        said = self.cleaned_data
        return ArticleDraft(said["title"], said["body"], said["area"]), said["reason"]


class ArticleForm(WordedForm):
    """An article."""

    title = forms.CharField(label=N_("标题"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=N_("类别"), choices=[*KINDS.items()])
    area = forms.ChoiceField(
        label=N_("发布到"), help_text=N_("发布到县，各镇村都能看到；发布到村，只有本村看到。")
    )
    body = body_field()
    audience = forms.ChoiceField(label=N_("对象"), choices=[*AUDIENCES.items()])
    posts = forms.MultipleChoiceField(
        label=N_("只发给这些岗位"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=N_("面向工作人员时选择；不选为全部岗位。"),
    )  # fmt: skip
    asks_acknowledgement = forms.BooleanField(label=N_("要求各单位回执"), required=False)
    publish_at = CountyTimeField(
        label=N_("定时发布"), required=False, help_text=N_("不填时终审通过即发布。")
    )
    expires_on = day(N_("有效期到"), required=False, help_text=N_("过后标明已过期，不再上首页。"))
    task = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    """The writing task it answers."""

    def __init__(self, actor: Actor, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_areas(self, actor)
        posts = self.fields["posts"]
        if isinstance(posts, forms.MultipleChoiceField):
            posts.choices = [*_posts(now)]

    def given(self) -> ArticleDraft:
        said = {k: v for k, v in self.cleaned_data.items() if k not in ("version", "task")}
        return ArticleDraft(**{**said, "posts": tuple(said["posts"])})


class ChangeArticleForm(ArticleForm):
    """The same for an article there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def offer_areas(form: forms.Form, actor: Actor) -> None:
    """The areas somebody may tell something in, the whole county first where they may."""
    field = form.fields["area"]
    if isinstance(field, forms.ChoiceField):
        offered = [(a.code, INDENT[a.level] + a.name) for a in areas_within(actor, LEVELS)]
        field.choices = [("", _("请选择")), *offered]


def _posts(now: datetime) -> Iterator[tuple[str, str]]:
    for key, row in sorted(in_force("post", now).items()):
        yield key, named(row.content["name"], row.content.get("name_en", ""))


class MoveForm(ActForm):
    """The words a move asks for; a review may carry a comment."""

    def __init__(self, move: Move, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in sorted(move.needs):
            self.fields[name] = words(paper(name), 3, max_length=300)
        if move.name in COMMENTED:
            self.fields["comment"] = words(paper("comment"), 2, required=False, max_length=300)


class CorrectForm(ActForm):
    """The text as it shall be, what changes and why."""

    title = forms.CharField(label=N_("标题"), max_length=LONGEST_TITLE)
    body = body_field()
    change = forms.CharField(label=N_("更正了什么"), max_length=300)
    reason = forms.CharField(label=N_("为什么更正"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = _(str(field.label))
            field.help_text = _(str(field.help_text)) if field.help_text else ""


class AttachForm(ActForm):
    """A picture or a paper."""

    file = forms.FileField(
        label=N_("图片或 PDF"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _(str(self.fields["file"].label))


class Filters(WordedForm):
    """Narrowing of the list."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    kind = forms.ChoiceField(
        label=N_("类别"), required=False, choices=[("", N_("全部")), *KINDS.items()]
    )
    text = forms.CharField(label=N_("标题或编号"), max_length=40, required=False)
    figure = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    start = forms.DateField(required=False, widget=forms.HiddenInput)
    end = forms.DateField(required=False, widget=forms.HiddenInput)
    under = forms.CharField(max_length=15, required=False, widget=forms.HiddenInput)
    """From a figure to the articles behind it."""


def typed(article: Article) -> dict[str, Any]:
    """An article as its form shows it."""
    names = ("title", "kind", "body", "audience", "posts", "asks_acknowledgement", "publish_at",
             "expires_on", "version")  # fmt: skip
    return {**{name: getattr(article, name) for name in names}, "area": str(article.area_id)}
