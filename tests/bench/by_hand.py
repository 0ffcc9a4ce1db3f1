"""The comparison: the same thirty fields as a developer would write them by hand, with Flask, WTForms and the ORM.

Signed in, with a token against forged posts, the officer read from the database, and a record of who did what.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from flask import Flask, redirect, render_template, session
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from jinja2 import DictLoader
from sqlalchemy import ForeignKey, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, DecimalField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ heading }}</title></head><body>
<header><a href="/">{{ officer.name }}</a><nav><a href="/">我的工作</a> <a href="/list">台账</a></nav></header>
<main><h1>{{ heading }}</h1><form method="post" novalidate>{{ form.hidden_tag() }}
{% if form.errors %}<div role="alert"><ul>{% for name, said in form.errors.items() %}
<li><a href="#{{ name }}">{{ said|join }}</a></li>
{% endfor %}</ul></div>{% endif %}
{% for field in form if field.type != 'CSRFTokenField' %}
<div class="field">{{ field.label }}{% if field.flags.required %} *{% endif %}
  {% if field.description %}<p class="hint">{{ field.description }}</p>{% endif %}
  {% for said in field.errors %}<p class="error">{{ said }}</p>{% endfor %}
  {{ field(class_='form-control') }}</div>
{% endfor %}<button>登记</button></form></main></body></html>"""


class Base(DeclarativeBase):
    """The tables of the comparison."""


class Officer(Base):
    """Who is signed in."""

    __tablename__ = "officers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Case(Base):
    """A case; a developer would have thirty columns, one of JSON is kinder to the comparison."""

    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(primary_key=True)
    device: Mapped[str]
    answers: Mapped[str]
    made_at: Mapped[datetime]


class Audit(Base):
    """Who did what."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    case: Mapped[int]
    what: Mapped[str]
    at: Mapped[datetime]


def field_of(name: str, schema: dict[str, Any]) -> Field:
    """The WTForms field of a property of the form."""
    title = schema["title"]
    if "enum" in schema:
        return SelectField(title, choices=[(one, one) for one in schema["enum"]], validators=[Optional()])
    if schema.get("format") == "date":
        return DateField(title, validators=[Optional()])
    if schema["type"] in ("number", "integer"):
        return DecimalField(title, validators=[Optional(), NumberRange(min=0)])
    if schema["type"] == "boolean":
        return BooleanField(title)
    needed = DataRequired() if name == "device" else Optional()
    kind = TextAreaField if schema.get("x-fangyuan-kind") == "long-text" else StringField
    return kind(title, validators=[needed, Length(max=schema.get("maxLength", 200))])


def application(url: str, properties: dict[str, dict[str, Any]]) -> Flask:
    """The application by hand over an empty database."""
    engine = create_engine(url)
    # What is registered is on the disk when the answer comes, as in the house.
    event.listen(
        engine, "connect", lambda made, _: made.executescript("PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL")
    )
    Base.metadata.create_all(engine)
    with Session(engine) as store:
        store.add(Officer(id=1, name="报修员甲"))
        store.commit()
    fields = {name: field_of(name, schema) for name, schema in properties.items()}
    form_of = type("CaseForm", (FlaskForm,), fields)
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "s" * 32
    app.jinja_loader = DictLoader({"new.html": PAGE})  # type: ignore[assignment]
    CSRFProtect(app)

    @app.route("/new", methods=["GET", "POST"])
    def new() -> str | Response:
        with Session(engine) as store:
            officer = store.scalars(select(Officer).where(Officer.id == session["officer"])).one()
            form = form_of()
            if form.validate_on_submit():
                answers = {name: str(form[name].data) for name in fields if form[name].data not in (None, "")}
                case = Case(device=form.device.data, answers=json.dumps(answers), made_at=datetime.now(UTC))
                store.add(case)
                store.flush()
                store.add(Audit(officer=officer.id, case=case.id, what="registered", at=datetime.now(UTC)))
                store.commit()
                return redirect(f"/cases/{case.id}")
            return render_template("new.html", form=form, officer=officer, heading="设备报修")

    return app
