"""W1, W2 and W3 with viewflow on Django, told a round at a time.

Each line of standard input names a figure (`W1`, `W2`, `W3`); the answer is a line of JSON: milliseconds of CPU a request, or a
case. SQLite in WAL, on the disk with every commit; sessions, the officer and the token against forged posts are Django's own.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings

REQUESTS, CASES = 40, 20
STEPS = ("accept", "assign", "mend", "check", "finish")
SAID = "已查看现场，零件明日到货。"
FORM = "/reported/reported/start/"


def configure(folder: str) -> None:
    """The application, as `startproject` would make it."""
    sqlite = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(folder) / "peer.sqlite3"),
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL"},
    }
    own = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"]
    middleware = (
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "viewflow.middleware.SiteMiddleware",
    )
    context = ("request", "csrf")
    processors = [f"django.template.context_processors.{name}" for name in context]
    settings.configure(
        SECRET_KEY="s" * 32,
        ALLOWED_HOSTS=["testserver"],
        ROOT_URLCONF="viewflow_urls",
        DATABASES={"default": sqlite},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["viewflow", "viewflow.workflow", *own, "repairs"],
        MIDDLEWARE=list(middleware),
        MIGRATION_MODULES={"repairs": "repairs_migrations"},
        LANGUAGE_CODE="zh-hans",
        STATIC_URL="/static/",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        *processors,
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    )
    package = Path(folder) / "repairs_migrations"
    package.mkdir()
    (package / "__init__.py").touch()
    sys.path.append(folder)
    django.setup()


def spent(do: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU for each time."""
    begun = time.process_time()
    for _ in range(times):
        do()
    return (time.process_time() - begun) * 1000 / times


class Form:
    """The form's page and its submit, called as a WSGI application by an officer who has signed in."""

    def __init__(self, answers: dict[str, str]) -> None:
        from django.contrib.auth.models import User
        from django.core.handlers.wsgi import WSGIHandler
        from django.test import Client, RequestFactory

        officer = User.objects.create_superuser("clerk", password="-")
        client = Client()
        client.force_login(officer)
        page = client.get(FORM)
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
        assert token, page
        self._cookie = "; ".join(f"{name}={held.value}" for name, held in client.cookies.items())
        self._fields = {**answers, "csrfmiddlewaretoken": token[1]}
        self._requests, self._handler = RequestFactory(), WSGIHandler()

    def _asked(self, environs: list[dict], status: str) -> float:
        left = iter(environs)

        def one() -> None:
            told: list[str] = []
            answer = self._handler(next(left), lambda status, headers: told.append(status))
            body = b"".join(answer)
            answer.close()
            assert told[0].startswith(status), (told, body.decode()[:3000])

        return spent(one, len(environs))

    def opens(self) -> float:
        """W2."""
        made = [self._requests.get(FORM, HTTP_COOKIE=self._cookie).environ for _ in range(REQUESTS)]
        return self._asked(made, "200")

    def submits(self) -> float:
        """W1."""
        made = [self._requests.post(FORM, self._fields, HTTP_COOKIE=self._cookie).environ for _ in range(REQUESTS)]
        return self._asked(made, "302")


def six_steps() -> None:
    """W3: a case through six steps, each written in a transaction of its own."""
    from django.db import transaction
    from repairs.flows import Mended

    with transaction.atomic():
        process = Mended.start.run(answers={"device": "三楼打印机"})
    for name in STEPS:
        with transaction.atomic():
            task = process.task_set.get(flow_task=getattr(Mended, name), finished=None)
            task.flow_task.run(task, said=SAID)


def main() -> None:
    """Answers until there is nothing more to read."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-peer-") as folder:
        configure(folder)
        from django.core.management import call_command

        call_command("makemigrations", "repairs", verbosity=0)
        call_command("migrate", verbosity=0)
        form = Form(json.loads(sys.argv[1]))
        figures = {"W1": form.submits, "W2": form.opens, "W3": lambda: spent(six_steps, CASES)}
        for line in sys.stdin:
            print(json.dumps(figures[line.strip()]()), flush=True)


if __name__ == "__main__":
    main()
