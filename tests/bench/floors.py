"""What any Flask page costs at least: one row and a small template; two commits. The app is measured against these."""

from pathlib import Path

from flask import Flask, Response, redirect, render_template, request
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cafepol.core import db as house

TEMPLATE = """<!DOCTYPE html>
<html lang="fr">
  <head><title>{{ row.name }}</title></head>
  <body><h1>{{ row.name }}</h1><p>Compté {{ row.count }} fois.</p></body>
</html>
"""


class Base(DeclarativeBase):
    pass


class Counter(Base):
    __tablename__ = "counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    count: Mapped[int]


class Answer(Base):
    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def create_floor(folder: Path) -> Flask:
    """A bare Flask app with a database of its own in `folder`, under the house's SQLite settings."""
    app = Flask("floor")
    app.jinja_loader = DictLoader({"row.html": TEMPLATE})
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'floor.sqlite'}"
    db.init_app(app)
    with app.app_context():
        house._harden_sqlite(db.engine)
        Base.metadata.create_all(db.engine)
        db.session.execute(insert(Counter).values(name="visites", count=1).on_conflict_do_nothing())
        db.session.commit()
    app.add_url_rule("/", view_func=read)
    app.add_url_rule("/", view_func=write, methods=["POST"])
    return app


def read() -> str:
    """The read floor."""
    house.set_writing(writing=False)
    return render_template("row.html", row=db.session.scalars(select(Counter).where(Counter.id == 1)).one())


def write() -> Response:
    """The write floor: one upsert and one INSERT, each in its own commit."""
    house.set_writing(writing=True)
    counted = insert(Counter).values(name="visites", count=1)
    db.session.execute(counted.on_conflict_do_update(index_elements=["name"], set_={"count": Counter.count + 1}))
    db.session.commit()
    db.session.add(Answer(name=request.form["name"]))
    db.session.commit()
    return redirect("/", 303)
