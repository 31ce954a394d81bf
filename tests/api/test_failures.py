"""When something fails here, the caller is told so and nothing else."""

from dataclasses import replace

import sqlalchemy as sa

from moderation.storage.tables import CommentRow

TEXT = "Un commentaire dont rien ne doit figurer dans un journal."
COMMENT = {"article": {"key": "budget"}, "author_name": "Rita Favre", "text": TEXT}


def test_a_database_that_cannot_take_it_is_a_503_to_try_again(caller, runtime, article):
    with runtime.database.begin() as session:
        session.execute(sa.text("DROP TABLE queue"))
        session.execute(sa.text("ALTER TABLE comment RENAME TO gone"))
    answer = caller.post("/api/v1/comments", COMMENT)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert TEXT not in answer.text


def test_a_bug_is_a_500_without_its_story(caller, runtime, article, caplog):
    class Broken:
        model_id = "broken"

        def probabilities(self, texts):
            raise ZeroDivisionError("of the classifier's own")

    caller.app.extensions["charte"] = replace(runtime, classifier=Broken())
    caller.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = caller.post("/api/v1/comments", COMMENT)
    assert answer.status_code == 500
    assert answer.json["type"] == "urn:charte:problem:internal-error"
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert TEXT not in caplog.text
    with runtime.database.read() as session:
        assert session.query(CommentRow).count() == 0
