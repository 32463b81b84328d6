"""Forms of screenings: opening one, sending a table, the papers of every move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm, words
from jiceng.kernel.scope import Actor
from jiceng.party.actions.screenings import Papers
from jiceng.party.models import Organisation, ScreenedFile
from jiceng.party.process.screening import CLASSES, DISPOSALS, SCREENING_CASE
from jiceng.party.queries.access import reach
from jiceng.party.queries.screenings import DEPARTMENT
from jiceng.party.rules.checker import RULES
from jiceng.party.rules.checker_words import RESULTS

SCOPES = ("committee", "general_branch")
PICK = [("", N_("请选择"))]


class ScreeningForm(WordedForm):
    """A screening: what it is called and whose admissions it looks at."""

    title = forms.CharField(label=N_("排查名称"), max_length=80)
    scope = forms.ChoiceField(label=N_("范围"), help_text=N_("包括下属的全部党支部。"), choices=[])

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(
            reach(actor, "path", DEPARTMENT), kind__in=SCOPES, dissolved_on=None
        )
        scope: Any = self.fields["scope"]
        scope.choices = [
            (row.code, "　" * (row.path.count("/") - 1) + row.name)
            for row in rows.select_related("unit").order_by("path")
        ]


class TableFile(forms.Form):
    """A table of admissions."""

    file = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("发展党员台账")
        self.fields["file"].help_text = _("XLSX 或 CSV，最大 10 MB、2 万行。")


class FileFilter(WordedForm):
    """What the files of a screening may be narrowed by."""

    q = forms.CharField(label=N_("姓名、编号或党支部"), max_length=40, required=False)
    state = forms.ChoiceField(
        label=N_("环节"), required=False,
        choices=[("", N_("全部")), *((s.name, s.label) for s in SCREENING_CASE.states)],
    )  # fmt: skip
    rule = forms.ChoiceField(
        label=N_("规则"), required=False,
        choices=[("", N_("全部")), *((r.id, r.id) for r in RULES.values() if r.look)],
    )  # fmt: skip
    result = forms.ChoiceField(
        label=N_("结果"), required=False, choices=[("", N_("全部")), *RESULTS.items()]
    )


class MoveForm(WordedForm):
    """The papers of one move, and the version of the file they were filled in for."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def given(self) -> Papers:
        return Papers(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class ReasonForm(MoveForm):
    reason = words(N_("原因说明"), max_length=2000)


class GroundsForm(MoveForm):
    grounds = words(
        N_("认定依据"), max_length=2000, help_text=N_("写明查阅了哪些原件、核实了什么。")
    )


class ClassForm(MoveForm):
    classification = forms.ChoiceField(label=N_("分类"), choices=[*PICK, *CLASSES.items()])


class DisposalForm(MoveForm):
    disposal = forms.ChoiceField(label=N_("处理结果"), choices=[*PICK, *DISPOSALS.items()])
    decision_number = forms.CharField(label=N_("处理文件文号"), max_length=60)


class ArchiveForm(MoveForm):
    archive_number = forms.CharField(label=N_("归档编号"), max_length=60)


FORMS: Mapping[str, type[MoveForm]] = {
    "suspect": ReasonForm,
    "clear": ReasonForm,
    "verify": GroundsForm,
    "classify": ClassForm,
    "dispose": DisposalForm,
    "file": ArchiveForm,
}


def blank_form(file: ScreenedFile, name: str) -> MoveForm:
    return FORMS[name](auto_id=f"{name}_%s", initial={"version": file.version})
