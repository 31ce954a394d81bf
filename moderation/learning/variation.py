"""The same comment as somebody else would have written it: what must not matter is varied at random.

Accents, capitals, a disguised word and people's names say nothing of what a
comment means; where it teaches, they differ each time it is read.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from moderation.learning.perturbation import Way, disguise

#: Share of texts without accents, in small letters, in capitals, and with words in disguise.
BARE, LOWER, UPPER, DISGUISED = 0.15, 0.10, 0.04, 0.10

#: Share of the texts that get a person's name, as that of somebody who is answered or signs.
NAMED = 0.12

#: What names do is measured on so many texts, of fewer characters than this.
GROUPS, SHORT = 100, 160


@dataclass(frozen=True, slots=True)
class Origin:
    """Names of one origin, as they are common in Switzerland."""

    given: tuple[str, ...]
    families: tuple[str, ...]


def varied(text: str, rng: Random) -> str:
    """Return *text*, perhaps without accents or capitals, disguised, or with a person's name in front or behind.

    What it means, and so its labels, stay. The same generator in the same state gives the same.
    """
    text = _named(text, rng)
    if rng.random() < DISGUISED:
        return disguise(text, rng.choice(list(Way)), rng)
    if rng.random() < BARE:
        bare = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        text = "".join(bare)
    if rng.random() < LOWER:
        return text.lower()
    return text.upper() if rng.random() < UPPER else text


def with_names(texts: Sequence[str]) -> list[list[str]]:
    """Return short ones of *texts*, each several times, with another person's name each time.

    All origins occur twice with each. The same texts give the same.
    """
    rng = Random(0)  # noqa: S311  # draws a sample, hides nothing
    short = [text for text in texts if len(text) < SHORT]
    groups = []
    for text in rng.sample(short, min(len(short), GROUPS)):
        frame = rng.choice(_FRAMES)
        origins = [*ORIGINS.values()] * 2
        groups.append([_framed(text, frame, origin, rng) for origin in origins])
    return groups


def _named(text: str, rng: Random) -> str:
    if rng.random() >= NAMED:
        return text
    return _framed(text, rng.choice(_FRAMES), ORIGINS[rng.choice(list(ORIGINS))], rng)


def _framed(text: str, frame: str, origin: Origin, rng: Random) -> str:
    first = rng.choice(origin.given)
    return frame.format(first=first, name=f"{first} {rng.choice(origin.families)}", text=text)


# --- Names ------------------------------------------------------------------------

#: None of them is among the names of moderation.learning.swaps, which measure what this teaches.
ORIGINS: Mapping[str, Origin] = {
    origin: Origin(*(tuple(names.split()) for names in parts))
    for origin, parts in {
        "local": (
            "Anne Céline Florence Isabelle Véronique Chloé Alain Cédric François Nicolas Philippe Yves",
            "Aubert Bovet Cornu Dubois Girard Jaquier Monnier Perrin Reymond Vuilleumier",
        ),
        "German": (
            "Barbara Claudia Franziska Karin Regula Silvia Andreas Jürg Markus Reto Stefan Urs",
            "Ammann Fischer Graf Huber Keller Schneider Weber Widmer",
        ),
        "Italian": (
            "Alessia Elena Francesca Paola Sara Valentina Alessandro Davide Fabio Giovanni Matteo Paolo",
            "Bernasconi Colombo Esposito Galli Moretti Ricci Romano Russo",
        ),
        "Portuguese": (
            "Marta Beatriz Filipa Inês Sofia Teresa Bruno Diogo Hugo Nuno Paulo Tiago",
            "Almeida Costa Gonçalves Martins Oliveira Ribeiro Santos Silva",
        ),
        "Jewish": (
            "Deborah Judith Myriam Noa Sarah Yaël Aaron Benjamin Elie Isaac Nathan Simon",
            "Abitbol Dreyfus Grünberg Kahn Meyer Rosenthal Weill Zuckerman",
        ),
        "Balkan": (
            "Dragana Ivana Marija Mirjana Snežana Vesna Aleksandar Bojan Darko Milan Nenad Zoran",
            "Babić Đorđević Horvat Ilić Lukić Pavlović Popović Simić",
        ),
        "Albanian": (
            "Albana Drita Fjolla Mirjeta Teuta Vlora Agron Arben Bujar Driton Ilir Valon",
            "Bytyqi Gjoka Hasani Kelmendi Morina Rexhepi Shala Zeqiri",
        ),
        "Turkish": (
            "Aylin Emine Esra Gül Merve Zeynep Ahmet Burak Hasan Murat Mustafa Serkan",
            "Aydın Doğan Kılıç Öztürk Şahin Yavuz Yıldız Aslan",
        ),
        "Arabic": (
            "Amina Khadija Nadia Samira Yasmine Zineb Abdelkader Ahmed Ali Hicham Omar Youssef",
            "Ait-Ahmed Belkacem Bensaïd Cherif El-Amrani Hamdi Saïdi Ziani",
        ),
        "Eritrean": (
            "Abeba Bethlehem Eden Luwam Rahel Saba Abel Biniam Dawit Kidane Merhawi Yohannes",
            "Abraham Berhane Gebremariam Habte Kiflay Mehari Tewelde Woldu",
        ),
        "Congolese": (
            "Béatrice Clarisse Espérance Fifi Mireille Nadège Christian Fiston Héritier Jean-Pierre Serge Trésor",
            "Kalala Kasongo Lukaku Mbemba Mulumba Ngoy Nzuzi Tshibangu",
        ),
        "Tamil": (
            "Abirami Kavitha Meena Nila Shanthi Vani Arun Ganesh Kannan Mathan Ravi Sanjeev",
            "Balasubramaniam Kanagaratnam Murugesu Paramanathan Rajah Shanmugam Sivanesan Yogarajah",
        ),
        "Vietnamese": (
            "Hoa Huong Lan Ngoc Thao Thuy Anh Dung Hai Khoa Long Tuan",
            "Bui Dang Do Hoang Huynh Le Ngo Phan",
        ),
    }.items()
}

_FRAMES = (
    "@{name} {text}",
    "@{first} {text}",
    "{name}, {text}",
    "Bonjour {first}, {text}",
    "{text} @{name}",
    "{text} (en réponse à {name})",
    "{text} N’est-ce pas, {first} ?",
)
