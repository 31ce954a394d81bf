"""A reader's whole journey in each language: what the pages say, word for word, and no French elsewhere."""

import json
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from moderation.core.letter import LetterKind
from tests.browser.test_accounts import letter_path
from tests.conftest import PASSWORD
from tests.test_translations import PLACEHOLDER, catalogue, forms

pytestmark = pytest.mark.browser

NAME, EMAIL = "Anna Keller", "anna.keller@example.org"


@dataclass(frozen=True)
class Said:
    """What a reader writes, presses and reads in one language."""

    language: str  # its own name
    insult: str
    comment: str
    reply: str
    edited: str  # the reply, edited
    # Making an account
    create_account: str
    name: str
    email: str
    password: str
    almost_done: str
    confirmed: str
    log_in: str
    # Writing
    own_text: str
    check: str
    in_the_way: str
    clause: str
    accept: str
    publish: str
    is_published: str
    answer: str
    answer_to: str
    in_reply: str
    edit: str
    until: str
    save: str
    edited_at: str
    withdraw: str
    is_withdrawn: str
    # Redress and data
    is_returned: str
    author_text: str
    by_machine: str
    account: str
    contest: str
    why: str
    send_appeal: str
    is_appealed: str
    other_person: str
    download: str


SAID = {
    "fr": Said(
        language="Français",
        insult="Vous n’êtes qu’un gros connard, relisez donc l’article sur la fontaine du village.",
        comment="La fontaine de la place coule de nouveau, et les enfants du quartier en sont ravis.",
        reply="Le rapport de la commission arrive en janvier, on en saura alors davantage.",
        edited="Le rapport de la commission arrive en février, on en saura alors davantage.",
        create_account="Créer un compte",
        name="Nom complet",
        email="Adresse e-mail",
        password="Mot de passe",
        almost_done="Presque terminé : ouvrez le lien que nous venons d’envoyer à",
        confirmed="Merci, votre adresse est confirmée. Connectez-vous.",
        log_in="Se connecter",
        own_text="Votre commentaire",
        check="Vérifier avant d’envoyer",
        in_the_way="Un point de la charte pourrait faire obstacle à votre texte.",
        clause="Nous refusons les […] injures.",
        accept="J’ai lu et j’accepte la Charte des commentaires.",
        publish="Publier le commentaire",
        is_published="Votre commentaire est publié",
        answer="Répondre",
        answer_to="Réponse à Amir Haddad",
        in_reply="En réponse à Amir Haddad",
        edit="Modifier mon commentaire",
        until="Vous avez jusqu’à",
        save="Enregistrer la modification",
        edited_at="modifié à",
        withdraw="Retirer mon commentaire",
        is_withdrawn="Vous avez retiré votre commentaire",
        is_returned="Votre commentaire vous revient",
        author_text="Votre commentaire insulte quelqu’un.",
        by_machine="Un programme a décidé, selon la charte,",
        account="Mon compte",
        contest="Contester cette décision",
        why="Pourquoi contestez-vous cette décision ?",
        send_appeal="Envoyer le recours",
        is_appealed="Votre recours est en cours",
        other_person="Une autre personne que celle qui a décidé va vous répondre ici.",
        download="Télécharger mes données",
    ),
    "de": Said(
        language="Deutsch",
        insult="Sie sind doch ein Arschloch, lesen Sie den Artikel noch einmal richtig durch.",
        comment="Der Brunnen auf dem Dorfplatz läuft wieder, und das freut die Kinder im Quartier.",
        reply="Der Bericht der Kommission kommt im Januar, dann wissen wir mehr darüber.",
        edited="Der Bericht der Kommission kommt im Februar, dann wissen wir mehr darüber.",
        create_account="Konto eröffnen",
        name="Vollständiger Name",
        email="E-Mail-Adresse",
        password="Passwort",
        almost_done="Fast fertig: Öffnen Sie den Link, den wir soeben an",
        confirmed="Danke, Ihre Adresse ist bestätigt. Melden Sie sich an.",
        log_in="Anmelden",
        own_text="Ihr Kommentar",
        check="Vor dem Senden prüfen",
        in_the_way="Ein Punkt der Kommentarregeln könnte Ihrem Text im Weg stehen.",
        clause="Wir veröffentlichen […] keine […] Beleidigungen.",
        accept="Ich habe die Kommentarregeln gelesen und nehme sie an.",
        publish="Kommentar veröffentlichen",
        is_published="Ihr Kommentar ist veröffentlicht",
        answer="Antworten",
        answer_to="Antwort auf Amir Haddad",
        in_reply="Als Antwort auf Amir Haddad",
        edit="Meinen Kommentar ändern",
        until="Sie haben Zeit bis",
        save="Änderung speichern",
        edited_at="geändert um",
        withdraw="Meinen Kommentar zurückziehen",
        is_withdrawn="Sie haben Ihren Kommentar zurückgezogen",
        is_returned="Ihr Kommentar kommt zu Ihnen zurück",
        author_text="Ihr Kommentar beleidigt jemanden.",
        by_machine="Ein Programm hat am",
        account="Mein Konto",
        contest="Diesen Entscheid anfechten",
        why="Warum fechten Sie diesen Entscheid an?",
        send_appeal="Einsprache senden",
        is_appealed="Ihre Einsprache ist in Bearbeitung",
        other_person="Eine andere Person als jene, die entschieden hat, wird Ihnen hier antworten.",
        download="Meine Daten herunterladen",
    ),
    "it": Said(
        language="Italiano",
        insult="Lei è uno stronzo, legga l’articolo sulla fontana prima di scrivere queste cose.",
        comment="La fontana della piazza è di nuovo in funzione, e i bambini ne sono contenti.",
        reply="Il rapporto della commissione arriva in gennaio, allora ne sapremo di più.",
        edited="Il rapporto della commissione arriva in febbraio, allora ne sapremo di più.",
        create_account="Creare un conto",
        name="Nome completo",
        email="Indirizzo e-mail",
        password="Password",
        almost_done="Quasi finito: apra il link che abbiamo appena inviato a",
        confirmed="Grazie, il suo indirizzo è confermato. Acceda al suo conto.",
        log_in="Accedi",
        own_text="Il suo commento",
        check="Verificare prima di inviare",
        in_the_way="Un punto della carta potrebbe fare ostacolo al suo testo.",
        clause="Rifiutiamo […] le […] ingiurie.",
        accept="Ho letto e accetto la Carta dei commenti.",
        publish="Pubblica il commento",
        is_published="Il suo commento è pubblicato",
        answer="Rispondere",
        answer_to="Risposta a Amir Haddad",
        in_reply="In risposta a Amir Haddad",
        edit="Modificare il mio commento",
        until="Ha tempo fino alle",
        save="Salvare la modifica",
        edited_at="modificato alle",
        withdraw="Ritira il mio commento",
        is_withdrawn="Ha ritirato il suo commento",
        is_returned="Il suo commento le viene rinviato",
        author_text="Il suo commento insulta qualcuno.",
        by_machine="Un programma ha deciso, secondo la carta,",
        account="Il mio conto",
        contest="Contestare questa decisione",
        why="Perché contesta questa decisione?",
        send_appeal="Invia il ricorso",
        is_appealed="Il suo ricorso è in corso",
        other_person="Le risponderà qui una persona diversa da quella che ha deciso.",
        download="Scaricare i miei dati",
    ),
    "en": Said(
        language="English",
        insult="You are an asshole, so please read the article about the fountain once more.",
        comment="The fountain on the square runs again, and the children of the village enjoy it.",
        reply="The report of the committee comes in January, and then we will know more.",
        edited="The report of the committee comes in February, and then we will know more.",
        create_account="Create an account",
        name="Full name",
        email="E-mail address",
        password="Password",
        almost_done="Almost done: open the link that we have just sent to",
        confirmed="Thank you, your address is confirmed. Log in.",
        log_in="Log in",
        own_text="Your comment",
        check="Check before sending",
        in_the_way="One point of the charter might stand in the way of your text.",
        clause="We refuse […] insults.",
        accept="I have read and accept the Comment charter.",
        publish="Publish the comment",
        is_published="Your comment is published",
        answer="Reply",
        answer_to="Reply to Amir Haddad",
        in_reply="In reply to Amir Haddad",
        edit="Edit my comment",
        until="You have until",
        save="Save the edit",
        edited_at="edited at",
        withdraw="Withdraw my comment",
        is_withdrawn="You have withdrawn your comment",
        is_returned="Your comment comes back to you",
        author_text="Your comment insults someone.",
        by_machine="A program decided, following the charter,",
        account="My account",
        contest="Contest this decision",
        why="Why do you contest this decision?",
        send_appeal="Send the appeal",
        is_appealed="Your appeal is under way",
        other_person="A person other than the one who decided will answer you here.",
        download="Download my data",
    ),
}

#: All that a page says, to the eye, to the ear and to its scripts; without what is in another language.
OWN_WORDS = """(language) => {
  const page = document.documentElement.cloneNode(true);
  for (const other of page.querySelectorAll(`[lang]:not([lang="${language}"])`)) other.remove();
  const words = [page.textContent];
  for (const element of page.querySelectorAll("*")) {
    for (const name of ["aria-label", "title", "placeholder", "alt"]) words.push(element.getAttribute(name));
    words.push(...Object.values(element.dataset));
  }
  return words.join("\\n");
}"""

#: Words that are French and nothing else.
FRENCH = re.compile(
    r"\b(?:vous|votre|vos|nous|notre|pour|avec|dans|sont|cette|été|être|une|les|aux|leur|mais|commentaire|rédaction|c’est|n’est|qu’il|d’un)\b",
    re.IGNORECASE,
)


def french_texts(language):
    """Return the French sentences that the pages have in other words in *language*, without their facts."""
    found = set()
    for message in catalogue(language):
        theirs = " ".join(forms(message.string)) if message.id else ""
        for form in forms(message.id):
            parts = (part.strip(" .,:;!?…\u00a0«»()") for part in PLACEHOLDER.split(form))
            found |= {
                part for part in parts if len(part) > 8 and " " in part and part not in theirs
            }
    return found


class Walk:
    """A reader's way through the pages in one language."""

    def __init__(self, page, live_server, language):
        self.page, self.site, self.language = page, live_server, language
        self.said = SAID[language]
        self.french = french_texts(language) if language != "fr" else set()
        self.n_clicks = 0

    def look(self):
        """Read all that the page says: none of it is in a language that the reader did not choose."""
        words = self.page.evaluate(OWN_WORDS, self.language)
        words = words.replace(self.page.title(), "")  # may be an article's
        assert self.page.get_attribute("html", "lang") == self.language
        if self.language == "fr":
            assert FRENCH.search(words), "what looks for French must find it"
            return
        assert FRENCH.findall(words) == [], self.page.url
        assert [text for text in self.french if text in words] == [], self.page.url

    def see(self, *sentences):
        """Find sentences on the page, and no French."""
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)
        self.look()

    def is_headed(self, words):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def press(self, words, role="button"):
        self.n_clicks += 1
        self.page.get_by_role(role, name=words).last.click()

    def fill(self, label, words):
        self.page.get_by_label(label).fill(words)

    def to_the_article(self):
        self.page.goto(f"{self.site.url}/article/exemple")

    def send(self, words):
        self.fill(self.said.own_text, words)
        self.page.get_by_label(self.said.accept).check()
        self.press(self.said.publish)
        self.page.wait_for_url("**/suivi/**")


@pytest.fixture(params=SAID)
def walk(request, page, live_server):
    """Somebody who has just chosen their language."""
    walk = Walk(page, live_server, request.param)
    walk.to_the_article()
    walk.press(walk.said.language, "link")
    return walk


def test_a_readers_whole_journey(walk):
    make_an_account(walk)
    check_and_write(walk)
    answer_edit_and_withdraw(walk)
    be_sent_back_and_appeal(walk)
    take_ones_data(walk)


def make_an_account(walk):
    said, page = walk.said, walk.page
    walk.see(said.own_text)
    walk.press(said.create_account, "link")
    walk.is_headed(said.create_account)
    walk.fill(said.name, NAME)
    walk.fill(said.email, EMAIL)
    walk.fill(said.password, PASSWORD)
    walk.press(said.create_account)
    walk.see(f"{said.almost_done} {EMAIL}")
    page.goto(letter_path(walk.site, LetterKind.CONFIRM_ADDRESS))
    walk.see(said.confirmed)
    walk.fill(said.email, EMAIL)
    walk.fill(said.password, PASSWORD)
    walk.press(said.log_in)
    walk.is_headed(NAME)
    walk.look()


def check_and_write(walk):
    said, page = walk.said, walk.page
    walk.to_the_article()
    walk.fill(said.own_text, said.insult)
    walk.press(said.check)
    expect(page.locator("#verification mark").first).to_be_visible()
    walk.see(said.in_the_way, said.clause)
    walk.send(said.comment)
    walk.is_headed(said.is_published)
    walk.see(said.by_machine)


def answer_edit_and_withdraw(walk):
    said, page = walk.said, walk.page
    walk.to_the_article()
    answered = page.locator(f"#commentaire-{walk.site.comments['published']}")
    answered.get_by_role("link", name=said.answer).click()
    expect(page.get_by_label(said.answer_to)).to_be_checked()
    walk.look()
    walk.send(said.reply)
    walk.is_headed(said.is_published)
    walk.see(said.in_reply)
    walk.press(said.edit, "link")
    walk.see(said.until)
    walk.fill(said.own_text, said.edited)
    walk.press(said.save)
    page.wait_for_url("**/suivi/**")
    walk.see(said.edited_at, said.edited)
    own = page.url
    walk.to_the_article()
    expect(page.locator(".comment", has_text=said.edited)).to_contain_text(said.edited_at)
    expect(page.locator(".comments")).not_to_contain_text(said.reply)
    walk.look()
    page.goto(own)
    walk.press(said.withdraw)
    walk.is_headed(said.is_withdrawn)
    walk.look()


def be_sent_back_and_appeal(walk):
    said, page = walk.said, walk.page
    walk.to_the_article()
    walk.send(said.insult)
    walk.is_headed(said.is_returned)
    expect(page.locator(".own-text mark").first).to_be_visible()
    walk.see(said.clause, said.author_text, said.by_machine)
    walk.to_the_article()
    walk.n_clicks = 0
    walk.press(said.account, "link")
    walk.is_headed(NAME)
    walk.look()
    walk.press(said.contest, "link")
    walk.fill(said.why, said.reply)
    walk.press(said.send_appeal)
    walk.see(said.is_appealed, said.other_person)
    assert walk.n_clicks == 3


def take_ones_data(walk):
    said, page = walk.said, walk.page
    walk.press(said.account, "link")
    walk.see(said.is_appealed)
    with page.expect_download() as download:
        walk.press(said.download, "link")
    own = json.loads(download.value.path().read_text("utf-8"))
    assert (own["account"]["name"], own["account"]["language"]) == (NAME, walk.language)
    texts = [comment["text"] for comment in own["comments"]]
    assert texts == [said.comment, said.edited, said.insult]
    assert [one["text"] for one in own["comments"][1]["revisions"]] == [said.reply]
    assert own["comments"][2]["appeals"][0]["words"] == said.reply
