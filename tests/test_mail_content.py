"""What a mail says: the same in text and HTML, and nothing that its facts could bend."""

import re
from dataclasses import replace
from email.policy import SMTP
from html.parser import HTMLParser

import pytest

from moderation.adapters.composition import Templates, excerpts, write_text
from moderation.adapters.mail import MailError, Writer
from moderation.core.charter import LANGUAGES, in_language
from moderation.core.comment import Article, Status
from moderation.core.letter import FACTS, LetterKind
from moderation.core.normalise import Span
from moderation.core.statement import Ground, Statement
from moderation.resources import resource
from moderation.runtime import read_charter
from tests.conftest import CLEAN, NOW, REFUSED
from tests.golden import check_golden
from tests.mails import GIVEN, facts_of, letter, text_of, writer

CHARTER = read_charter(None)
ARTICLE = Article(1, "budget", "Le budget passe la rampe", None, "fr", True, None)
LINK = "https://journal.example/suivi/abc"
BODY = f"{CLEAN} {REFUSED} {CLEAN}"


class Comment:
    """As much of a comment as a statement needs."""

    def __init__(self, body):
        self.body = body


def statement(language, **changes):
    clause = CHARTER.clause("INJURE")
    start = BODY.index("gros connard")
    ground = Ground(
        clause.id,
        in_language(clause.title, language),
        in_language(clause.words, language),
        in_language(clause.author_text, language),
        (Span(start, start + len("gros connard")),),
    )
    fields = {
        "decision_id": 7,
        "comment_id": 1,
        "status": Status.REJECTED,
        "grounds": (ground,),
        "note": "Le fond nous intéresse.\n\nRestez-en aux faits.",
        "found_by_report": True,
        "detected_by_machine": True,
        "decided_by_machine": False,
        "appeal_months": 6,
        "mediator": in_language(CHARTER.redress.mediator, language),
        "charter_version": CHARTER.version,
        "charter_digest": CHARTER.digest,
        "language": language,
        "decided_at": NOW,
    }
    return Statement(**fields | changes)


def written(told, *, body=BODY, article=ARTICLE):
    return writer().write_statement(told, Comment(body), article, link=LINK, to="amir@example.org")


def html_of(message):
    return message.get_body(("html",)).get_content()


class Reader(HTMLParser):
    """Reads a page as a mail program shows it: its text, its links, its elements."""

    def __init__(self, page):
        super().__init__()
        self.words, self.links, self.tags, self.marked = [], [], [""], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name == "href"]

    def handle_endtag(self, tag):
        self.tags.append(f"/{tag}")

    def handle_data(self, data):
        if self.tags[-1] not in ("style", "title"):
            self.words += data.split()
        if self.tags[-1] == "mark":
            self.marked.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("rejected", {}),
        ("published", {"status": Status.PUBLISHED, "grounds": (), "note": ""}),
        ("returned", {"status": Status.RETURNED, "decided_by_machine": True, "note": ""}),
    ],
)
def test_a_statement_reads_well_in_four_languages(language, name, changes):
    message = written(statement(language, **changes))
    told = f"{message['Subject']}\n\n{text_of(message)}"
    check_golden(f"statements/{name}.{language}.txt", told)


def all_mails():
    yield written(statement("fr"))
    yield from (writer().write_letter(letter(kind)) for kind in LetterKind)


def test_text_and_html_say_the_same():
    for message in all_mails():
        text = text_of(message).replace("[gros connard]", "gros connard")
        read = Reader(html_of(message))
        addresses = set(re.findall(r"^https://\S+$", text, re.MULTILINE))
        assert addresses == set(read.links)
        told = [word for word in text.split() if word not in addresses]
        shown = [word for word in read.words if word not in addresses]
        assert "".join(told) == "".join(shown)


def test_html_loads_nothing_and_runs_nothing():
    for message in all_mails():
        page = html_of(message)
        assert not {"img", "link", "script", "iframe", "form"} & set(Reader(page).tags)
        assert "url(" not in page
        assert "src=" not in page
        assert f'lang="{message["Content-Language"]}"' in page


def test_the_passage_is_marked_in_both():
    message = written(statement("fr"))
    assert Reader(html_of(message)).marked == ["gros connard"]
    assert "qu’un [gros connard], relisez" in text_of(message)


def test_facts_make_neither_elements_nor_links_nor_headers():
    facts = {
        **GIVEN,
        "author": "Eve\r\nBcc: rita@example.org\n\n<b>Eve</b>",
        "title": "\x1eCliquez\x1fhttps://evil.example\x1e\n\nhttps://evil.example",
        "excerpt": "https://evil.example\n<script>alert(1)</script>\x0e\n\n    & <a href=x>",
    }
    facts = {name: facts[name] for name in FACTS[LetterKind.REPLY]}
    message = writer().write_letter(replace(letter(LetterKind.REPLY), facts=facts))
    assert message["Bcc"] is None
    assert b"\nBcc:" not in message.as_bytes(policy=SMTP)
    read = Reader(html_of(message))
    assert set(read.links) == {GIVEN["link"], GIVEN["unsubscribe"]}
    assert not {"script", "b", "mark"} & set(read.tags)
    assert "<script>alert(1)</script>" in read.words


def test_only_who_asked_for_replies_is_given_a_way_out_with_one_click():
    for kind in LetterKind:
        message = writer().write_letter(letter(kind))
        is_asked_for = kind in (LetterKind.REPLY, LetterKind.DAILY_REPLIES)
        assert (message["List-Unsubscribe"] is not None) == is_asked_for
        if is_asked_for:
            assert message["List-Unsubscribe"] == f"<{GIVEN['unsubscribe']}>"
            assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("to", ["amir@example.org", "zoé@example.org"])
def test_a_long_way_out_stays_one_address(to):
    address = "https://commentaires.journal.example/desabonnement/" + "x" * 120
    facts = facts_of(LetterKind.REPLY) | {"unsubscribe": address}
    sent = replace(letter(LetterKind.REPLY), facts=facts, to=to)
    message = writer().write_letter(sent)
    line = f"\r\nList-Unsubscribe: <{address}>\r\n".encode()
    assert line in message.as_bytes(policy=message.policy.clone(utf8=not to.isascii()))


def test_headers_that_mail_servers_look_for():
    message = writer().write_letter(letter(LetterKind.CONFIRM_ADDRESS))
    assert message["Date"] == "Mon, 02 Nov 2026 09:30:00 +0000"
    assert re.fullmatch(r"<letter-1\.\d+@journal\.example>", message["Message-ID"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] is None
    answered = Writer(
        Templates([resource("templates")]),
        sender="Kommentare der Zürcher Zeitung <kommentare@zürich.example>",
        site="journal.example",
        reply_to="leserbriefe@journal.example",
    ).write_letter(letter(LetterKind.CONFIRM_ADDRESS))
    assert answered["Reply-To"] == "leserbriefe@journal.example"
    assert answered["From"].addresses[0].display_name == "Kommentare der Zürcher Zeitung"
    answered.as_bytes(policy=SMTP).decode("ascii")


@pytest.mark.parametrize(
    ("address", "sent_to"),
    [
        ("amir@example.org", "amir@example.org"),
        ("zoe@zürich.example", "zoe@xn--zrich-kva.example"),
        ("zoe@Straße.example", "zoe@xn--strae-oqa.example"),
        ("zoé@zürich.example", "zoé@xn--zrich-kva.example"),
    ],
)
def test_a_domain_in_any_script_is_written_to(address, sent_to):
    sent = writer().write_letter(replace(letter(LetterKind.ADDRESS_TAKEN), to=address))
    assert sent["To"] == sent_to


@pytest.mark.parametrize("address", ["zoe@-.example", "zoe@" + "x" * 64 + ".example", "a@b@c.d"])
def test_a_domain_that_cannot_be_is_not(address):
    with pytest.raises(MailError) as error:
        writer().write_letter(replace(letter(LetterKind.ADDRESS_TAKEN), to=address))
    assert error.value.is_permanent


def test_a_template_of_their_own_that_fails_holds_a_mail_back(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "address_taken.fr.txt").write_text("Objet\n{{ nmae }}")
    broken = Writer(
        Templates([tmp_path, resource("templates")]), sender="a@b.example", site="b.example"
    )
    with pytest.raises(MailError, match=r"letters/address_taken\.fr: UndefinedError") as error:
        broken.write_letter(letter(LetterKind.ADDRESS_TAKEN))
    assert not error.value.is_permanent


FAR = "x" * 30 + " " + "y" * 30 + " " + "z" * 80 + " "


@pytest.mark.parametrize(
    ("body", "passages", "shown"),
    [
        ("Quel idiot.", ["idiot"], ["Quel [idiot]."]),
        ("Quel idiot et quel sot.", ["idiot", "sot"], ["Quel [idiot] et quel [sot]."]),
        (FAR + "sot", ["sot"], ["… " + "[sot]"]),
        ("sot " + FAR, ["sot"], ["[sot] " + "x" * 30 + " …"]),
        ("sot " + FAR + "sot", ["sot"], ["[sot] " + "x" * 30 + " …", "… [sot]"]),
    ],
)
def test_passages_stand_in_what_surrounds_them(body, passages, shown, tmp_path):
    spans = [Span(m.start(), m.end()) for p in passages for m in re.finditer(p, body)]
    (tmp_path / "x.txt").write_text("s\n{% for e in found %}{{ e }}\n\n{% endfor %}")
    found = {"found": excerpts(body, spans)}
    text = write_text(Templates([tmp_path]).compose("x", "fr", found))
    assert text == "\n\n".join(shown) + "\n"


def test_passages_that_overlap_are_one():
    (excerpt,) = excerpts("Quel gros sot.", [Span(5, 13), Span(5, 9), Span(10, 13)])
    assert [text for text, is_passage in excerpt.pieces if is_passage] == ["gros sot"]
