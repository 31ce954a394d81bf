"""The safety rules, rule by rule: what must hit and, as many, what must not."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from moderation.core.charter import Category, Recommendation
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.lexicon import Lexicon
from moderation.core.lexicon_file import parse_lexicon
from moderation.core.normalise import normalise
from moderation.core.safety import SAFETY_RULES
from moderation.core.safety.signs import MOST_WEIGHED

LEXICONS = Path(__file__).parents[2] / "moderation" / "charters" / "lexicons"
PUBLISH, REVIEW, REFUSE = Recommendation


@pytest.fixture(scope="module")
def charter():
    files = sorted(LEXICONS.glob("*.*.toml"))
    terms = [term for file in files for term in parse_lexicon(file.read_text("utf-8"), file.name)]
    return SimpleNamespace(lexicon=Lexicon(terms))


@pytest.fixture(scope="module")
def judge(charter):
    """Return all hits on a text."""

    def hits(body):
        text, draft, history = normalise(body), Draft(body), AuthorHistory()
        return [hit for rule in SAFETY_RULES for hit in rule(text, draft, history, charter)]

    return hits


def called_for(hits, *categories):
    """Return the severest call among *hits*, of *categories* if any are given."""
    calls = [hit.calls_for for hit in hits if not categories or hit.category in categories]
    return max(calls, key=lambda call: call.severity, default=PUBLISH)


THREATS = [
    ("Je vais te tuer.", REFUSE),
    ("jvais te crever fdp", REFUSE),
    ("On va te retrouver et te casser les jambes.", REFUSE),
    ("Si tu recommences, je te casse la gueule.", REFUSE),
    ("Je te bute la prochaine fois", REFUSE),
    ("Tu vas crever, compte là-dessus.", REFUSE),
    ("T'es un homme mort.", REFUSE),
    ("On sait où tu habites.", REFUSE),
    ("je sais ou tu dors et ou tes gosses vont a l ecole", REFUSE),
    ("Faites bien attention en rentrant ce soir.", REVIEW),
    ("Tu vas le regretter.", REVIEW),
    ("Surveille tes arrières.", REVIEW),
    ("Ce serait dommage qu'il arrive quelque chose à ta fille.", REVIEW),
    ("Ich bringe dich um, du wirst schon sehen.", REFUSE),
    ("Ti ammazzo se ti trovo per strada.", REFUSE),
    ("I will kill you and your family.", REFUSE),
]


@pytest.mark.parametrize(("body", "call"), THREATS)
def test_a_threat_is_found_whether_direct_conditional_or_veiled(judge, body, call):
    assert called_for(judge(body), Category.THREAT).severity >= call.severity


@pytest.mark.parametrize(
    "body",
    [
        "Je tuerais pour une fondue.",
        "J'étais mort de rire.",
        "On lit pour tuer le temps.",
        "Ce procès pour meurtre m'a bouleversé.",
        "On va les massacrer samedi, 5-1 !",
        "Je vais te chercher à la gare à 18 heures.",
        "On vous attend nombreux à la sortie du concert.",
        "Je sais où habite le syndic, c'est à côté de la poste.",
        "Il a crevé un pneu en rentrant.",
        "Si tu passes, je te fais un café.",
        "Faites attention aux enfants, la route est dangereuse.",
        "Je suis crevé, je vais me coucher.",
        "Un tel froid, on va tous mourir gelés !",
        "Le juge l'a condamné pour menaces de mort.",
        "Cette chaleur va nous tuer.",
        "On m'a écrit « je vais te tuer » et la police n'a rien fait.",
    ],
)
def test_what_only_sounds_like_a_threat_is_left_alone(judge, body):
    assert called_for(judge(body), Category.THREAT) is PUBLISH


INCITEMENTS = [
    ("Il faut les fusiller tous.", REFUSE),
    ("Une balle dans la nuque et c'est réglé.", REFUSE),
    ("Qu'on les brûle.", REFUSE),
    ("Foutez-leur le feu.", REFUSE),
    ("Les juges au poteau !", REFUSE),
    ("À la potence, tous ces politiciens.", REFUSE),
    ("Qu'ils se noient, ça fera de la place.", REFUSE),
    ("Tuez-les tous.", REFUSE),
    ("On devrait pendre ces pédophiles par les pieds.", REFUSE),
    ("Qu'il crève.", REFUSE),
    ("Crève, charogne !", REFUSE),
    ("J'espère que tu vas crever d'un cancer.", REFUSE),
    ("Tu mérites la mort.", REFUSE),
    ("Va te pendre, personne ne te regrettera.", REFUSE),
    ("Les juifs dans les chambres à gaz", REVIEW),
    ("Bien fait pour lui, bon débarras.", REVIEW),
    ("Alle Ausländer vergasen.", REFUSE),
    ("Bisogna bruciarli tutti.", REFUSE),
    ("We should hang them all.", REFUSE),
]


@pytest.mark.parametrize(("body", "call"), INCITEMENTS)
def test_a_call_to_violence_or_a_death_wish_is_found(judge, body, call):
    assert called_for(judge(body), Category.INCITEMENT).severity >= call.severity


@pytest.mark.parametrize(
    "body",
    [
        "Il faut abattre ces arbres malades.",
        "Il faut tuer le temps en attendant.",
        "Le loup a tué trois brebis, il faut le tirer.",
        "On ne peut pas fusiller les gens, même coupables.",
        "Il ne faut pas les tuer, il faut les juger.",
        "Personne ne mérite de mourir ainsi.",
        "Je ne souhaite la mort de personne.",
        "La guillotine a été abolie en 1981.",
        "Il faut brûler des calories tous les jours.",
        "On devrait éliminer les gaspillages.",
        "Le tir au but est passé juste au-dessus du poteau.",
        "Je crève de chaud dans ce train.",
        "Dire qu'il faut les fusiller, c'est une honte.",
        "Il faut écraser l'ail avant de le cuire.",
        "Plus d'un million de personnes, de plus ou de moins.",
        "Je suis contre la peine de mort.",
    ],
)
def test_no_call_to_violence_is_seen_where_there_is_none(judge, body):
    assert called_for(judge(body), Category.INCITEMENT) is PUBLISH


INSULTS = [
    ("Espèce de connard !", REFUSE),
    ("Vous êtes un abruti.", REFUSE),
    ("t'es con ou quoi, pauvre type", REFUSE),
    ("Quel connard.", REFUSE),
    ("Cet imbécile de syndic nous ruine, ce con de Martin aussi.", REFUSE),
    ("Bande de salauds.", REFUSE),
    ("Sale flic.", REFUSE),
    ("Ta gueule.", REFUSE),
    ("Va te faire foutre.", REFUSE),
    ("c0nnard", REFUSE),
    ("Gros c*nnard !", REFUSE),
    ("espèce de c.o.n", REFUSE),
    ("connaaaard", REFUSE),
    ("fils de pute", REFUSE),
    ("journalistes de merde", REFUSE),
    ("Le municipal est un gros con.", REFUSE),
    ("Tu es un guignol.", REVIEW),
    ("Les politiciens, tous des voleurs.", REVIEW),
    ("Du bist ein Arschloch.", REFUSE),
    ("Sei uno stronzo.", REFUSE),
    ("You are an asshole.", REFUSE),
]


@pytest.mark.parametrize(("body", "call"), INSULTS)
def test_an_insult_that_is_aimed_is_found(judge, body, call):
    hits = judge(body)
    assert called_for(hits, Category.INSULT, Category.DISRESPECT).severity >= call.severity


@pytest.mark.parametrize(
    "body",
    [
        "C'est con, j'ai raté le train.",
        "Quel con je suis !",
        "Je me sens comme un idiot.",
        "Je suis un vrai crétin en maths.",
        "On nous prend pour des cons.",
        "Il m'a traité de connard, j'ai porté plainte.",
        "« Bande de connards », voilà ce qu'on m'a crié au guichet.",
        "Le chien du voisin aboie toute la nuit.",
        "Le Dîner de cons passe ce soir à la télévision.",
        "Un porc bien élevé donne une bonne saucisse du Jura.",
        "Il a condamné les faits avec conviction.",
        "Je ne vous traite pas d'imbécile.",
        "Quelle bonne idée, bravo au syndic !",
        "Vous êtes un journaliste remarquable.",
        "Vous n'êtes pas un idiot, relisez l'article.",
        "Sono con te, non mollare.",
        "Der Hund ist ein treues Tier.",
    ],
)
def test_an_insult_that_insults_nobody_asks_nobody_to_look(judge, body):
    assert called_for(judge(body)) is PUBLISH


HATE = [
    ("Sale arabe.", REFUSE),
    ("Sales frontaliers, rentrez chez vous", REFUSE),
    ("Les musulmans sont de la vermine.", REFUSE),
    ("Ces migrants sont des parasites.", REFUSE),
    ("Les frontaliers, une nuée de sauterelles.", REVIEW),
    ("Cette vermine de gitans", REFUSE),
    ("Tous les Roms sont des voleurs.", REFUSE),
    ("Les Africains sont tous des violeurs.", REFUSE),
    ("Les femmes sont inférieures.", REFUSE),
    ("Je hais les homosexuels.", REFUSE),
    ("Mort aux juifs.", REFUSE),
    ("Dehors les étrangers !", REFUSE),
    ("Retourne dans ton pays.", REFUSE),
    ("Rentrez chez vous.", REVIEW),
    ("On est chez nous.", REVIEW),
    ("La remigration, vite.", REVIEW),
    ("Les chambres à gaz n'ont jamais existé.", REFUSE),
    ("Hitler avait raison.", REFUSE),
    ("sale pédé", REFUSE),
    ("espèce de mongolien", REFUSE),
    ("sale b0ugn0ul", REFUSE),
    ("Les trans sont des malades mentaux.", REFUSE),
    ("Les Albanais ne méritent pas de vivre.", REFUSE),
    ("Retourne à ta cuisine, la ministre.", REFUSE),
    ("Ausländer sind Ungeziefer.", REFUSE),
    ("Gli immigrati sono parassiti.", REFUSE),
    ("All Muslims are terrorists.", REFUSE),
]


@pytest.mark.parametrize(("body", "call"), HATE)
def test_hate_for_what_people_are_is_found(judge, body, call):
    assert called_for(judge(body), Category.HATE).severity >= call.severity


@pytest.mark.parametrize(
    "body",
    [
        "Les Suisses ont été battus par les Français.",
        "J'ai cassé la pédale de mon vélo.",
        "La tapette à mouches est au fond du placard.",
        "Elle joue les chiennes de garde, dit-on.",
        "Je suis gouine et fière.",
        "Dire que tous les musulmans sont des terroristes est une honte.",
        "Les musulmans ne sont pas des terroristes.",
        "Traiter les migrants de parasites est indigne.",
        "On m'a traité de sale arabe toute mon enfance.",
        "« Dehors les étrangers » : ce slogan me fait honte.",
        "Les femmes sont formidables dans ce métier.",
        "Les immigrés sont les bienvenus ici.",
        "J'adore les gays, mes meilleurs voisins.",
        "Les rats envahissent les égouts de Genève.",
        "Je hais les lundis.",
        "Les parasites du blé ont ruiné la récolte.",
        "Le cancer des enfants est une tragédie.",
        "Aucun Juif ne mérite d'être attaqué pour ce qu'il est.",
        "Il faut rentrer chez soi avant la neige.",
        "Les requérants attendent deux ans, c'est trop.",
        "Les frontaliers, des parasites ? Ils soignent nos parents.",
        "Un frontalier sur deux travaille dans la santé.",
        "Le génocide des Arméniens a bien eu lieu.",
        "Le voleur est français, la victime aussi.",
        "Je retourne dans mon pays cet été pour voir ma mère.",
        "Je hais les racistes.",
    ],
)
def test_naming_praising_or_defending_a_group_is_no_hate(judge, body):
    assert called_for(judge(body), Category.HATE, Category.RACISM).severity < REFUSE.severity


def test_hate_for_origin_or_belief_is_racism_too(judge):
    assert called_for(judge("Les Albanais sont des cafards."), Category.RACISM) is REFUSE
    assert called_for(judge("Les handicapés sont des parasites."), Category.RACISM) is PUBLISH


@pytest.mark.parametrize(
    "body",
    [
        "Le syndic Rochat est un escroc.",
        "Marie Dupont a détourné l'argent du club.",
        "La municipale touche des pots-de-vin.",
        "Ce conseiller d'État est corrompu, c'est un voleur.",
        "Notre voisin Berset est un pédophile.",
        "La banque Morel blanchit l'argent de la drogue.",
        "Le directeur pique dans la caisse depuis dix ans.",
    ],
)
def test_an_accusation_of_somebody_named_goes_to_a_person(judge, body):
    assert called_for(judge(body), Category.DEFAMATION) is REVIEW


@pytest.mark.parametrize(
    "body",
    [
        "Rochat a été condamné par le tribunal : c'est un escroc.",
        "Le syndic est accusé d'avoir détourné des fonds.",
        "Selon le Ministère public, la directrice a détourné l'argent.",
        "Jean Morel, soupçonné d'être un escroc, a été acquitté.",
        "Un escroc m'a appelé hier soir, méfiez-vous.",
        "Les voleurs de vélos sévissent à la gare.",
        "Le gardien a volé la vedette à son équipe.",
        "Le syndic est un homme honnête.",
    ],
)
def test_a_careful_or_nameless_accusation_is_left_alone(judge, body):
    assert called_for(judge(body), Category.DEFAMATION) is PUBLISH


def test_no_machine_refuses_for_defamation(judge):
    hits = judge("Jean Morel est un escroc, un voleur, un pédophile, un corrompu.")
    assert called_for(hits, Category.DEFAMATION) is REVIEW


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("« Sale pute », voilà ce qu'on m'a crié, c'est inacceptable.", "denounced"),
        ("Il a crié « bande de bougnoules » dans le tram.", "quoted"),
        ("Les Roms ne sont pas des voleurs.", "negated"),
        ("Je suis un gros con, je l'admets.", "self"),
        ("Les migrants sont des parasites ?", "asked"),
        ("Le syndic est accusé d'être un escroc.", "hedged"),
    ],
)
def test_a_lowered_call_says_what_spoke_for_the_author(judge, body, reason):
    assert reason in {hit.lowered_by for hit in judge(body)}


def test_the_evidence_is_what_was_really_written(judge):
    body = "Mais quel c0nn@rd, ce type"
    spans = {body[s.start : s.end] for hit in judge(body) for s in hit.spans}
    assert any("c0nn@rd" in words for words in spans)


def test_coarse_words_are_but_a_note(judge):
    hits = judge("Putain, quel bordel dans cette gare.")
    assert {hit.category for hit in hits} == {Category.VULGARITY}
    assert called_for(hits) is PUBLISH


# --- What may send a comment back by itself ------------------------------------

COUNTER_SPEECH = [
    # quoting or telling what was said, without marks too
    "Ma fille s'est fait traiter de sale noire dans le bus, personne n'a bougé.",
    "On nous appelait les bougnoules à l'usine, dans les années soixante.",
    "Mon grand-père entendait sale rital tous les matins sur le chantier.",
    "Un supporter a hurlé « sale nègre » au défenseur, le match a été arrêté.",
    "Sur le mur du lycée quelqu'un a tagué « mort aux juifs ».",
    "J'ai lu ici même que les Roms seraient de la vermine. Honte à qui écrit cela.",
    "Il a dit à mon fils de retourner dans son pays, mon fils est né à Bulle.",
    "Le mot bougnoule n'a rien à faire dans une assemblée communale.",
    "Sale juif ou sale arabe, c'est le même racisme.",
    "Youpin est une insulte antisémite, pas un trait d'humour.",
    "Quelle différence entre sale Suisse et sale étranger ? Aucune, les deux blessent.",
    "Dans le roman, le planteur dit nègre à chaque page.",
    # denouncing
    "Celui qui crie sale pédé dans un stade mérite une interdiction.",
    "Comparer des réfugiés à des rats, c'est préparer le pire.",
    "Dire que les handicapés coûtent trop cher, voilà la vraie honte.",
    "Arrêtez de dire que tous les Albanais sont des voleurs.",
    "Non, les femmes ne sont pas inférieures, et il faut encore l'écrire en 2024.",
    "On ne répond pas à la haine par « dehors les étrangers ».",
    "Le slogan « la Suisse aux Suisses » me rappelle de mauvais souvenirs.",
    "Ceux qui nient la Shoah insultent les morts et les vivants.",
    "Prétendre que les chambres à gaz n'ont jamais existé est un délit, et c'est juste.",
    "Affirmer que Hitler avait raison devrait suffire pour perdre son siège.",
    "Traiter quelqu'un de mongol, c'est blesser toutes les familles concernées.",
    "Ces tags « à mort les flics » ne font avancer aucune cause.",
    # negated hate
    "Je ne pense pas que les migrants soient des parasites.",
    "Aucun musulman de mon immeuble n'est un terroriste.",
    "Les frontaliers ne sont pas des voleurs d'emplois.",
    "Personne ici ne dit que les Kosovars sont des criminels.",
    "Ce n'est pas parce qu'on est rom qu'on est voleur.",
    "Il est faux de croire que les requérants sont tous des profiteurs.",
    "Jamais je ne dirai que les juifs contrôlent les médias.",
    "Les gays ne sont ni des malades ni des pervers.",
    "Loin d'être des fainéants, les Portugais ont bâti nos routes.",
    "Les trans ne sont pas un danger pour nos enfants.",
    # praise and neutral identification
    "Je suis musulmane et je vote depuis vingt ans à Nyon.",
    "Je suis noir, suisse et vaudois, dans l'ordre qu'on voudra.",
    "Mon mari est gay, mon ex-mari donc, et nous élevons bien nos enfants.",
    "Les infirmières portugaises ont tenu l'hôpital à bout de bras.",
    "Mon fils est autiste et il adore les trains.",
    "Ma voisine est une réfugiée ukrainienne, son bortsch est excellent.",
    "Nous, les gouines de la rue de Berne, on a ouvert ce bar en 1984.",
    "Je suis un vieux pédé heureux et je vous salue.",
    "Une bande de jeunes Érythréens a aidé ma mère à monter ses courses.",
    "Les Juifs de La Chaux-de-Fonds ont fait l'histoire de la ville.",
    "Les Roumains rentrent au pays pour Noël, les trains sont pleins.",
    "Beaucoup de Portugais retournent dans leur pays à la retraite.",
    "On a eu trop peu de médecins étrangers cet hiver.",
    # words with an innocent sense
    "Ces légumes sont pourris, je les ai rendus au magasin.",
    "Les melons espagnols sont trop chers.",
    "Les pédales de mon vélo sont foutues.",
    "Le moteur de mon scooter est bridé à 45.",
    "Vous vous êtes attardé sur un détail, monsieur le rédacteur.",
    "La tapette à souris du grenier a fait son travail.",
    "Le rat des champs et le rat de ville, relisez La Fontaine.",
    "Les chasseurs de rats de la ville font un métier utile.",
    "Les enfants du Soudan, il paraît qu'ils meurent de faim.",
    "J'espère qu'il n'est pas mort, ce pauvre cycliste.",
    # things and animals
    "Une guêpe m'a piqué, cette saleté !",
    "Ce distributeur est un voleur, il m'a avalé cinq francs.",
    "Maudite imprimante, elle est bonne pour la benne.",
]
COUNTER_SPEECH_ABROAD = [
    "Man hat meinen Bruder als Kanake beschimpft, das ist rassistisch.",
    "Die Ausländer sind keine Schmarotzer, sie arbeiten auf dem Bau.",
    "Ich bin Muslimin und Schweizerin, und ich bin stolz darauf.",
    "Wer Flüchtlinge mit Ratten vergleicht, sollte sich schämen.",
    "Juden sind unsere Nachbarn seit Generationen.",
    "Ich glaube nicht, dass die Albaner kriminell sind.",
    "Die Parole „Ausländer raus“ ist eine Schande.",
    "Mein Sohn ist schwul und ich liebe ihn.",
    "Nicht alle Muslime sind Terroristen, das wissen wir doch.",
    "Der Hund meiner Nachbarin ist ein dummes Tier, aber lieb.",
    "Ohne die Italiener gäbe es den Gotthard nicht.",
    "Er hat mich ein Arschloch genannt, nur wegen eines Parkplatzes.",
    "Die Frauen sind in diesem Beruf besser als wir.",
    "Das Wort Neger gehört nicht in ein Schulbuch.",
    "Die Roma sind keine Diebe, hört auf damit.",
    "Ich war ein Idiot, das gebe ich zu.",
    "Der Holocaust hat stattgefunden, Punkt.",
    "Die Behinderten in unserem Dorf gehören dazu.",
    "So ein Drucker ist doch Mist.",
    "Wir sind alle Ausländer, fast überall.",
    "Mi hanno chiamato terrone per tutta la scuola.",
    "I migranti non sono parassiti, sono persone.",
    "Sono musulmana e vivo a Lugano da vent'anni.",
    "Dire che gli ebrei comandano il mondo è una vergogna.",
    "I frontalieri tengono aperti i nostri ospedali.",
    "Non credo che gli albanesi siano criminali.",
    "Lo slogan «fuori gli stranieri» è inaccettabile.",
    "Mio figlio è gay e va bene così.",
    "Gli zingari non sono ladri, smettetela.",
    "Che stupido sono stato a non prenotare.",
    "Le donne sono bravissime in questo lavoro.",
    "Il mio cane è un maiale quando mangia.",
    "L'Olocausto è esistito, punto.",
    "Gli italiani hanno costruito questo Paese.",
    "La parola negro non si usa in un consiglio comunale.",
    "Io sono albanese e tifo Svizzera.",
    "Non tutti i musulmani sono terroristi.",
    "I disabili del paese sono una ricchezza per tutti.",
    "Questa stampante è una porcheria.",
    "Gli africani che conosco lavorano dalle cinque del mattino.",
    "Muslims are not terrorists, most are nurses and bakers.",
    "He called my son a faggot and nobody said a word.",
    "I am a Jew and I love this town.",
    "Calling refugees rats is shameful.",
    "Not all immigrants are criminals, obviously.",
    "I do not think that women are inferior.",
    "The word nigger has no place in this forum.",
    "My brother is gay and happy.",
    "The Holocaust happened, end of story.",
    "I was an idiot to believe it.",
    "Foreigners keep our hospitals open.",
    "The Jews of this city built its theatre.",
    "Nobody deserves to die for a cartoon.",
    "My printer is a stupid machine.",
    "Gays are welcome in our church.",
    "You are not an idiot, you are tired.",
    "People who say all Muslims are terrorists are wrong.",
    "We should kill the engine before refuelling.",
    "Black women were pioneers in this science.",
    "It is wrong to say that the disabled are a burden.",
]
STILL_REFUSED = [
    "sale noire, rentre chez toi",
    "Vous êtes une bande de bougnoules.",
    "Les bougnoules dehors.",
    "T'es qu'un youpin.",
    "Ta gueule, sale rital de merde.",
    "Ces sales nègres ne foutent rien.",
    "Mort aux juifs, mort aux arabes.",
    "Les Roms sont de la vermine, tous.",
    "Retourne dans ton pays, parasite.",
    "Qu'ils retournent dans leur pays.",
    "Tous les Albanais sont des voleurs.",
    "Les femmes sont inférieures, c'est biologique.",
    "Dehors les étrangers, et vite.",
    "Les chambres à gaz n'ont jamais existé, réveillez-vous.",
    "Hitler avait raison sur toute la ligne.",
    "Espèce de mongol, apprends à écrire.",
    "À mort les juifs.",
    "Les migrants sont des parasites.",
    "Les musulmans sont tous des terroristes.",
    "Les gays sont des malades.",
    "Ces rats de Roms nous envahissent.",
    "Espèce de pédale.",
    "Sale melon.",
    "Vous êtes attardé ou quoi, pauvre con.",
    "Qu'ils crèvent, ces chiens.",
    "J'espère que tu vas mourir seul.",
    "Cette connasse de ministre nous ruine.",
    "Vous êtes un sale escroc.",
    "Le préfet est un gros connard.",
    "Journaliste de mes deux.",
    "Flics de merde.",
    "Ferme ta gueule, vieux débris.",
    "Va te pendre.",
    "Ausländer sind Ratten.",
    "Du bist ein dreckiger Kanake.",
    "Gli stranieri sono parassiti.",
    "Sei un negro di merda.",
    "All Muslims are rats.",
    "You stupid faggot.",
    "You are all niggers.",
]


@pytest.mark.parametrize("body", [*COUNTER_SPEECH, *COUNTER_SPEECH_ABROAD])
def test_who_quotes_denounces_denies_or_praises_is_never_sent_back(judge, body):
    assert called_for(judge(body)) is not REFUSE


@pytest.mark.parametrize("bodies", [COUNTER_SPEECH, COUNTER_SPEECH_ABROAD], ids=["fr", "de-it-en"])
def test_counter_speech_seldom_even_waits_for_a_person(judge, bodies):
    waiting = [body for body in bodies if called_for(judge(body)) is not PUBLISH]
    assert len(waiting) <= len(bodies) / 10, waiting


@pytest.mark.parametrize("body", STILL_REFUSED)
def test_what_any_moderator_refuses_at_a_glance_is_sent_back(judge, body):
    assert called_for(judge(body)) is REFUSE


#: The milder of each pair needs a person; the other does not.
DEGREES = [
    # a slur as a word, and at somebody
    ("C'est quoi, un bougnoule, papa ?", "Les bougnoules nous envahissent."),
    ("Le statut de youpin dans ce film d’époque.", "Tu es un youpin."),
    ("sale gouine 😂", "sale gouine, crève"),
    # an ordinary sense
    ("Ces nègres du roman sont mal traduits.", "Sale nègre."),
    ("Une bande de Français en vacances.", "Sales Français."),
    # the taunts that newsrooms publish or cut
    ("Ce facho de service est un minable.", "Cet enfoiré de service est une ordure."),
    ("Sale menteur.", "Sale ordure."),
    # a thing
    ("Cette connasse de guêpe m'a piqué.", "Cette connasse de ministre."),
    # going home: told of, and ordered
    ("Il faudrait renvoyer ces gens dans leur pays.", "Rentrez dans votre pays."),
    # what befalls people, and what is wished on them
    ("Qu'on les enferme une bonne fois.", "Qu'on les égorge une bonne fois."),
    # thrown among other words
    ("On m'appelait l'emmanché, le boche, le rital.", "Espèce de boche."),
]


@pytest.mark.parametrize(("mild", "plain"), DEGREES)
def test_only_the_plain_one_of_a_pair_is_sent_back(judge, mild, plain):
    assert called_for(judge(mild)) is not REFUSE
    assert called_for(judge(plain)) is REFUSE


@pytest.mark.parametrize(
    "body",
    [
        "Mon chef est un idiot.",
        "Avale ta langue, espèce de jambon.",
        "Ce canton, bande de guignards !",
        "C'est dans leurs gènes, on n'y changera rien.",
        "Les Kosovars sont tous pareils.",
        "Ces Tamouls de malheur.",
        "Les trans, c'est pas des humains.",
        "Les blondes et les femmes ne devraient pas avoir le permis.",
        "Ils se reproduisent comme des lapins.",
        "Toute cette vermine dans nos rues.",
        "Des balles pour chacun d'eux.",
        "Que quelqu'un lui mette une balle.",
        "Ils bloquent la route ? Roulez dessus.",
        "Celui qui a poignardé le policier mérite une médaille.",
        "Devant le mur, alignez-les devant un mur.",
        "Je sais à quel arrêt tu descends.",
        "Celui qui a écrit cela ferait mieux de ne pas trop traîner au marché.",
        "On connaît ta femme.",
    ],
)
def test_what_is_grave_but_not_plain_waits_for_a_person(judge, body):
    assert called_for(judge(body)) is not PUBLISH


@pytest.mark.parametrize(
    "body",
    [
        "Une espèce de champignon comestible.",
        "L'ours est une espèce protégée, cette espèce de loup aussi.",
        "Les fourmis reviennent, cette vermine de cuisine.",
        "Le gardien a mis une balle au fond des filets.",
        "Poussez les portes, c'est ouvert.",
        "Les deux communes sont toutes pareilles.",
        "C'est dans le sang qu'on trouve le fer.",
        "Les femmes ne devraient pas avoir peur le soir.",
        "Quelle sale histoire de gros sous.",
        "Je sais à quelle heure passe le train.",
        "Les migrants ne sont pas tous pareils.",
    ],
)
def test_the_same_words_in_their_plain_sense_wait_for_nobody(judge, body):
    assert called_for(judge(body)) is PUBLISH


# --- Very long texts -----------------------------------------------------------


def test_beyond_what_is_weighed_nothing_is_refused_and_nothing_is_hidden(judge):
    text = "Quel connard ! " * (MOST_WEIGHED + 50)
    calls = [hit.calls_for for hit in judge(text) if hit.category is Category.INSULT]
    assert len(calls) == MOST_WEIGHED + 50
    assert set(calls[:MOST_WEIGHED]) == {REFUSE}
    assert set(calls[MOST_WEIGHED:]) == {REVIEW}


def test_what_is_said_far_away_is_no_word_for_the_author(judge):
    far = "le rapport est long et " * 60
    hits = judge(f"Je n’ai pas dit que vous étiez un connard, {far}, vous êtes un connard")
    assert called_for(hits, Category.INSULT) is REFUSE
