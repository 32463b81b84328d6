"""Who has to acknowledge a staff notice, and the publicity team's own records (S13)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField, Person
from jiceng.outreach.models.articles import Article


class Acknowledgement(Movable):
    """A unit is to say that a staff notice has reached it; one of the notice's posts says so."""

    subject_kind = "acknowledgement"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="acknowledgements")
    post = models.CharField(max_length=40, blank=True)
    """The post that acknowledged; the journal knows who held it."""
    acknowledged_at = models.DateTimeField(null=True)

    is_for_reader = False
    """Put on by `queries.acknowledgements.ready_receipt`; a guard asks for it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "unit"], name="one_receipt_a_unit"),
        ]


class TeamMember(models.Model):
    """Somebody with an account who writes for the publicity team. Nothing private is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=24)
    duty = models.CharField(max_length=12)
    """writing, pictures, video or proof: what they do in the team."""
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(left_on=None), name="once_in_the_team"
            ),
        ]


class TeamTraining(models.Model):
    """A training session of the team: what about, when, how long, how many came."""

    topic = models.CharField(max_length=60)
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    attended = models.PositiveSmallIntegerField()
    """How many came; nobody is named."""
    unit = models.CharField(max_length=24)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["held_on"], name="training_by_day")]


class WritingTask(Movable):
    """A topic somebody of the team writes about by a day; what comes of it is an article."""

    subject_kind = "writing_task"

    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="tasks")
    note = models.CharField(max_length=300, blank=True)
    write_by = models.DateField()
    article = models.ForeignKey(
        Article, null=True, on_delete=models.PROTECT, related_name="writing_tasks"
    )
    is_sample = models.BooleanField(default=False)


class OutsidePost(models.Model):
    """Something published on a platform of others, registered once by its link."""

    title = models.CharField(max_length=120)
    platform = models.CharField(max_length=30)
    """The platform and the account's name, as people say it."""
    unit = models.CharField(max_length=24)
    """The unit that owns the account."""
    unit_path = PathField()
    url = models.CharField(max_length=300, unique=True)
    article = models.ForeignKey(
        Article, null=True, on_delete=models.PROTECT, related_name="outside_posts"
    )
    approved_by = models.CharField(max_length=60)
    """The unit and post that agreed, in words; never a private person."""
    published_on = models.DateField()
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["published_on", "id"], name="outside_post_by_day")]

    def __str__(self) -> str:
        return self.title


class OutsideCount(models.Model):
    """How often a post was seen and passed on until a day, as its platform tells."""

    post = models.ForeignKey(OutsidePost, on_delete=models.PROTECT, related_name="counts")
    counted_on = models.DateField()
    views = models.PositiveIntegerField()
    shares = models.PositiveIntegerField()
    source = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "counted_on"], name="one_tally_a_day"),
        ]
