"""Whether what a task says of a delivery is what makes a letter delivered, or brings it back: its clocks hang on that."""

from fangyuan.compiler.places import Places
from fangyuan.kinds.choices import every
from fangyuan.model.outputs import CAME_BACK_BY, DELIVERED_BY
from fangyuan.model.procedure import CaseType

RESULTS = (*DELIVERED_BY, *CAME_BACK_BY)


def check_deliveries(kind: CaseType, places: Places) -> None:
    """The result of a delivery is chosen, among titles that are known to deliver or not to, and one of them delivers."""
    for task in kind.tasks.values():
        if task.delivers is None or not task.delivers.result:
            continue
        field = kind.fields.get(task.delivers.result)
        titles = [one.title for one in every(field.options if field else ())]
        detail = {"task": task.task, "field": task.delivers.result, "results": "、".join(RESULTS)}
        if not set(titles).intersection(DELIVERED_BY):
            places.say("delivers-nothing", "task", task.task, **detail)
        if unknown := [title for title in titles if title not in RESULTS]:
            places.say("delivery-result", "task", task.task, titles="、".join(unknown), **detail)
