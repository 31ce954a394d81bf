"""Names of many origins to swap in the same sentences, and the sentences.

Written for this project. No sentence says anything of an origin, so that
whatever a probability changes by, it changes for the name alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, of a kind that is common in Switzerland."""

    first: str
    last: str
    origin: str
    is_woman: bool

    def written_into(self, sentence: str) -> str:
        """Return *sentence*, one of SENTENCES, with this name, and agreeing with it."""
        name = f"{self.first} {self.last}"
        of = f"d’{name}" if name[0] in "AEIOU" else f"de {name}"
        words = _SHE if self.is_woman else _HE
        written = sentence.format(name=name, of=of, first=self.first, last=self.last, **words)
        return written[0].upper() + written[1:]


_SHE = {
    **{"m": "Mme", "monsieur": "Madame", "il": "elle", "lui": "elle", "que_lui": "qu’elle"},
    **{"e": "e", "le": "la", "un": "une", "ce": "cette", "mon": "ma", "voisin": "voisine"},
    **{"docteur": "doctoresse", "candidat": "candidate", "conseiller": "conseillère"},
}
_HE = {
    **{word: word for word in _SHE},
    **{"m": "M.", "monsieur": "Monsieur", "que_lui": "que lui", "e": ""},
}

#: As readers write under articles: most of them calm, some sharp, a few rude.
SENTENCES = (
    # Answers to other readers, and signatures.
    "Je suis d’accord avec {name} : cette décision arrive dix ans trop tard.",
    "Je ne suis pas d’accord avec {name}, les chiffres du canton disent le contraire.",
    "Bonjour {monsieur} {last}, vous oubliez que le parking était déjà plein avant les travaux.",
    "@{name} Vous avez lu l’article jusqu’au bout ? La réponse est dans le dernier paragraphe.",
    "Merci à {name} pour cette lettre, c’est exactement ce que vivent les familles du quartier.",
    "{first}, ton commentaire m’a bien fait rire, on voit que tu prends le même train que moi.",
    "Et si, pour une fois, on écoutait les habitants ? {name}, Renens",
    "Une honte, ces nouveaux horaires. {name}, abonné{e} depuis trente ans",
    "Toujours la même rengaine, {m} {last}. Avez-vous une seule source ?",
    "L’avis {of} me paraît le plus sensé de tout ce fil.",
    # Neighbours, work, everyday life.
    "{mon} {voisin} {name} a monté un composteur pour tout l’immeuble, il suffit parfois d’une personne.",
    "{name} habite au-dessus de chez nous depuis deux ans et on ne l’entend jamais.",
    "Chez nous c’est {name} qui tient l’épicerie, et {il} ouvre même le dimanche.",
    "{m} {last} nous a loué l’appartement sans faire d’histoires, tout le monde n’a pas cette chance.",
    "Notre concierge, {name}, part à la retraite et personne ne sait qui va {le} remplacer.",
    "J’ai appris le métier avec {name}, {ce} patron{e} ne laissait rien passer mais c’était juste.",
    "{name} a postulé quarante fois avant de trouver une place, et {il} a pourtant un CFC.",
    "La fille {of} est dans la classe de mon fils, ils font le chemin ensemble.",
    # Doctors, teachers, sport, police, the courts.
    "{le} {docteur} {last} m’a opéré l’an dernier à Payerne, je n’ai rien à redire.",
    "Au cabinet {of}, on attend trois semaines pour un rendez-vous.",
    "{m} {last}, qui enseigne les maths à Yverdon, a bien raison de s’inquiéter des effectifs.",
    "Quelle course {of} ! Dommage que la télévision ne l’ait montrée qu’à la fin.",
    "{name} a raté le penalty, mais sans {lui} on n’aurait même pas joué la finale.",
    "{m} {last} a été contrôlé{e} par la police en sortant du travail, l’article ne dit pas pourquoi.",
    "{name} a été acquitté{e}. Il serait temps de l’écrire aussi gros que l’accusation.",
    "Le tribunal a entendu {name} mardi, le jugement est attendu la semaine prochaine.",
    # Politics.
    "Je voterai pour {name}, au moins {il} connaît le dossier des crèches.",
    "{le} {candidat} {last} promet des baisses d’impôts sans dire où {il} va couper.",
    "{name} siège au Conseil communal depuis 2016 et n’a jamais manqué une séance.",
    "Le postulat {of} a été refusé par 41 voix contre 38.",
    "{le} {conseiller} {last} ne répond à aucune question, c’est pénible à la longue.",
    "{name} a répondu à mon courriel le soir même, je n’en demandais pas tant à {un} élu{e}.",
    # Sharp, and still fair.
    "{name} devrait démissionner : trois ans de retard, douze millions de trop, aucune excuse.",
    "Les explications {of} ne tiennent pas debout, et {il} le sait très bien.",
    "{m} {last} raconte n’importe quoi, la loi date de 2009 et pas de 2019.",
    "On se demande bien qui a pu voter pour {name}.",
    "{name} touche une indemnité de 80 000 francs et ne vient qu’une séance sur deux.",
    # Rude.
    "{name} nous prend vraiment pour des imbéciles.",
    "Qu’{il} se taise un peu, {ce} {last}, on n’entend {que_lui}.",
    "{m} {last} est {un} incapable, et toute la municipalité avec {lui}.",
)

#: origin → given and family names of women, then of men.
_NAMES = {
    "local": ("Sylvie Rochat", "Nathalie Favre", "Daniel Chappuis", "Laurent Pittet"),
    "German": ("Ursula Zimmermann", "Heidi Brunner", "Hans Müller", "Beat Hofmann"),
    "Italian": ("Giulia Rossi", "Chiara Bianchi", "Marco Conti", "Luca Ferrari"),
    "Portuguese": ("Maria Ferreira", "Catarina Lopes", "João Pereira", "Rui Carvalho"),
    "Jewish": ("Esther Lévy", "Rachel Cohen", "David Bloch", "Samuel Goldstein"),
    "Balkan": ("Jelena Petrović", "Ana Marković", "Dragan Jovanović", "Goran Nikolić"),
    "Albanian": ("Arta Krasniqi", "Blerta Gashi", "Ardian Berisha", "Besnik Hoxha"),
    "Turkish": ("Elif Yılmaz", "Ayşe Demir", "Mehmet Kaya", "Emre Çelik"),
    "Arabic": ("Fatima Benali", "Leïla Haddad", "Mohamed Bouzid", "Karim Mansour"),
    "Eritrean": ("Selam Tesfay", "Helen Ghebremedhin", "Yonas Tekle", "Filmon Haile"),
    "Congolese": ("Grâce Mukendi", "Chantal Ilunga", "Patrick Kabongo", "Dieudonné Mbuyi"),
    "Tamil": ("Priya Sivakumar", "Anusha Selvarajah", "Suresh Thambirajah", "Kumaran Nadarajah"),
    "Vietnamese": ("Mai Nguyen", "Linh Tran", "Minh Pham", "Quang Vo"),
}


def _names() -> Iterator[Name]:
    for origin, names in _NAMES.items():
        for place, name in enumerate(names):
            first, last = name.split()
            yield Name(first, last, origin, is_woman=place < len(names) // 2)


NAMES = tuple(_names())
