import os

import psycopg2
from flask import Flask

app = Flask(__name__)


def connect():
    return psycopg2.connect(
        host=os.environ["DB_HOST"],
        dbname=os.environ["DB_NAME"],
        user=os.environ["DB_USER"],
        password=os.environ["DB_PASS"],
    )


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.get("/notes")
def notes():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT text FROM notes")
        return {"notes": [row[0] for row in cursor.fetchall()]}
