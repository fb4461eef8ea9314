import os

import psycopg2

with psycopg2.connect(host=os.environ["DB_HOST"], dbname="notes", user="notes") as connection:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notes")
        print(cursor.fetchone()[0], "notes")
