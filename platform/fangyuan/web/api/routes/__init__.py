"""The addresses of the API: one file a subject, each with its operations as data below its functions."""

from fangyuan.web.api.operations import Operation
from fangyuan.web.api.routes import acts, cases, changing_hands, desk, forms, packs, papers, standing_in, views

OPERATIONS: tuple[Operation, ...] = tuple(
    operation
    for module in (desk, views, forms, cases, acts, changing_hands, papers, standing_in, packs)
    for operation in module.OPERATIONS
)
