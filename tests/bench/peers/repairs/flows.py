"""Two flows of viewflow: a form that starts a case, and a case through six steps that code takes."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.flow.views import CreateProcessView, UpdateProcessView

from repairs.models import PROPERTIES, Repair


class Reported(flow.Flow):
    """A form by which a case begins."""

    process_class = Repair
    start = flow.Start(CreateProcessView.as_view(fields=list(PROPERTIES))).Next(this.accept)
    accept = flow.View(UpdateProcessView.as_view(fields=["device"])).Next(this.end)
    end = flow.End()


def begun(activation, answers):
    """The first step."""
    for name, answer in answers.items():
        setattr(activation.process, name, answer)
    return activation.process


def written(activation, said):
    """A step: it adds its words to the process, which keeps them."""
    activation.process.said[activation.task.flow_task.name] = said
    activation.process.save()


class Mended(flow.Flow):
    """A case through six steps; functions, since these cost viewflow less than pages."""

    process_class = Repair
    start = flow.StartHandle(begun).Next(this.accept)
    accept = flow.Handle(written).Next(this.assign)
    assign = flow.Handle(written).Next(this.mend)
    mend = flow.Handle(written).Next(this.check)
    check = flow.Handle(written).Next(this.finish)
    finish = flow.Handle(written).Next(this.end)
    end = flow.End()
