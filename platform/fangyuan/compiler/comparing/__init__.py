"""Two versions of a pack compared by what they mean: every change, and whether it breaks, tightens, loosens or only words."""

from fangyuan.compiler.comparing.changes import Change as Change
from fangyuan.compiler.comparing.changes import How as How
from fangyuan.compiler.comparing.changes import compare as compare
from fangyuan.compiler.comparing.directions import Class as Class
from fangyuan.compiler.comparing.elements import Element as Element
from fangyuan.compiler.comparing.elements import Sort as Sort
from fangyuan.compiler.comparing.releasing import Step as Step
from fangyuan.compiler.comparing.releasing import fitting_step as fitting_step
from fangyuan.compiler.comparing.releasing import step_between as step_between
