"""Is a version of a rule of performance fit to be put in force? A check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.performance.queries.schemes import SCHEMAS as ASSESSMENT_SCHEMES
from jiceng.performance.rules.appraisals import KIND as APPRAISAL_SCHEME
from jiceng.performance.rules.appraisals import check_appraisal_scheme
from jiceng.performance.rules.disclosure import KIND as DISCLOSURE
from jiceng.performance.rules.disclosure import check_disclosure
from jiceng.performance.rules.inspection_schemes import check_inspection_scheme
from jiceng.performance.rules.inspections import KIND as INSPECTION_SCHEME
from jiceng.performance.rules.star_schemes import check_star_scheme
from jiceng.performance.rules.stars import KIND as STAR_SCHEME
from jiceng.performance.rules.survey_cost import KIND as SURVEY_TERMS
from jiceng.performance.rules.survey_cost import check_survey_terms

SCHEMAS: Mapping[str, Callable[[str, Mapping[str, Any], Any], list[Reason]]] = {
    **ASSESSMENT_SCHEMES,
    APPRAISAL_SCHEME: check_appraisal_scheme,
    INSPECTION_SCHEME: check_inspection_scheme,
    DISCLOSURE: check_disclosure,
    STAR_SCHEME: check_star_scheme,
    SURVEY_TERMS: check_survey_terms,
}
