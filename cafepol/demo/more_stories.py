"""Invented concerns about living together: neighbours, young people, fear, theft. Nobody is named."""

from cafepol.demo.stories import STREET
from cafepol.demo.subjects import Story, Subject

_TOGETHER = (
    Story(
        Subject.NEIGHBOURS,
        title="Musique tard le soir",
        place="dans un immeuble à appartements",
        facts="La musique d’un appartement s’entend jusqu’à minuit passé. J’ai essayé d’en parler, sans succès.",
        step="Rendre visite et proposer une médiation",
        decided="Visite faite ; la médiation est acceptée.",
        answer="Nous avons rendu visite dans l’immeuble. Une médiation de quartier a commencé et la musique "
        "s’arrête à 22 h.",
        summary="Une médiation de quartier a réglé un problème de bruit.",
    ),
    Story(
        Subject.SAFETY,
        title="Éclairage en panne dans la ruelle",
        place="dans la ruelle",
        facts="Trois lampes sont en panne dans la ruelle. Le soir, je fais un détour de dix minutes.",
        step="Signaler les trois poteaux",
        decided="Signalement fait avec les numéros des poteaux ; réparation annoncée.",
        answer="Les trois lampes sont réparées. Si une autre tombe en panne, donnez-nous le numéro du poteau.",
        summary="L’éclairage de la ruelle est réparé.",
    ),
    Story(
        Subject.YOUTH,
        title="Bruit à la plaine de jeux le soir",
        place="à la plaine de jeux",
        facts="Après 22 h, un groupe met de la musique à la plaine de jeux. Les enfants d’à côté ne dorment pas.",
        step="Passer le soir avec l’éducateur de rue",
        decided="Passages le soir avec l’éducateur de rue et heure de fermeture affichée.",
        answer="L’éducateur de rue et nous avons parlé plusieurs soirs avec le groupe. L’heure de fermeture est "
        "affichée. Il y a moins de bruit depuis dix jours.",
        summary="Des passages le soir ont ramené le calme à la plaine de jeux.",
    ),
    Story(
        Subject.BURGLARY,
        title="Inquiétude pendant les vacances",
        place="dans le quartier",
        facts="Il y a eu deux vols dans la rue d’à côté pendant l’été. Nous hésitons à partir quelques jours.",
        step="Présenter la surveillance des habitations",
        decided="Passages renforcés et inscription à la surveillance des habitations.",
        answer="Vous pouvez demander gratuitement la surveillance de votre maison. Nous passons plus souvent dans "
        "le quartier, aussi la nuit.",
        summary="Les passages sont plus fréquents et la surveillance des habitations est expliquée.",
    ),
    Story(
        Subject.NEIGHBOURS,
        title="Haie qui déborde sur le trottoir",
        place="au milieu de la rue",
        facts="Une haie prend la moitié du trottoir. Avec mon déambulateur, je ne passe plus.",
        step="Passer voir et laisser un mot",
        decided="Rappel du règlement ; la haie est taillée.",
        answer="La haie a été taillée la semaine dernière. Le trottoir est libre sur toute sa largeur.",
        summary="Une haie qui gênait le passage a été taillée.",
    ),
    Story(
        Subject.DRUGS,
        title="Allées et venues près des garages",
        place="près des garages",
        facts="Le soir, des voitures s’arrêtent deux minutes près des garages, puis repartent. Cela nous inquiète.",
        step="Passer le soir à des heures différentes",
        decided="Passages répétés le soir ; les faits utiles sont transmis au service compétent.",
        answer="Nous passons le soir à des heures différentes. Ce que vous avez décrit est transmis au service "
        "compétent. Si cela se passe devant vous, appelez le 101.",
        summary="Des passages plus fréquents ont lieu le soir près des garages.",
    ),
    Story(
        Subject.SAFETY,
        title="Faux agents qui sonnent aux portes",
        place="dans le quartier",
        facts="Quelqu’un a sonné en disant venir pour l’eau. Je n’ai pas ouvert, mais d’autres ouvriront.",
        step="Prévenir le quartier par un mot",
        decided="Mot dans les boîtes et conseil donné aux clubs de pensionnés.",
        answer="Nous avons mis un mot dans les boîtes du quartier et parlé aux clubs de pensionnés. Demandez "
        "toujours une carte, et appelez le 101 si vous doutez.",
        summary="Le quartier a été prévenu du passage de faux agents.",
    ),
    Story(
        Subject.YOUTH,
        title="Ballons contre les façades",
        place="sur la place",
        facts="Les ballons tapent toute la journée contre les façades de la place. Une vitre a été cassée.",
        step="Parler avec les jeunes et la commune",
        decided="Accord avec les jeunes : le foot se joue au terrain, ouvert plus longtemps.",
        answer="La commune laisse le terrain ouvert jusqu’à 21 h. Les jeunes sont d’accord d’y jouer au lieu de la "
        "place.",
        summary="Le terrain de sport reste ouvert plus longtemps.",
    ),
    Story(
        Subject.BURGLARY,
        title="Vélos volés dans une cave",
        place="dans les caves communes",
        facts="Trois vélos ont disparu de la cave commune. La porte ne ferme plus à clé.",
        step="Voir la porte avec la société de logement",
        decided="Serrure changée ; gravure gratuite des vélos proposée.",
        answer="La serrure de la cave est changée. Nous gravons gratuitement les vélos au commissariat, sans "
        "rendez-vous le mercredi.",
        summary="La porte de la cave ferme à nouveau et la gravure des vélos est proposée.",
    ),
    Story(
        Subject.NEIGHBOURS,
        title="Travaux le dimanche matin",
        place="dans la rue",
        facts="Des travaux commencent à 7 h, aussi le dimanche. C’est notre seul matin de repos.",
        step="Rappeler les heures du règlement",
        decided="Rappel des heures permises ; il n’y a plus de travaux le dimanche.",
        answer="Nous avons rappelé les heures permises par le règlement. Il n’y a plus eu de travaux le dimanche "
        "depuis notre passage.",
        summary="Les heures permises pour les travaux ont été rappelées.",
    ),
    Story(
        Subject.SAFETY,
        title="Arrêt de bus peu rassurant",
        place="à l’arrêt de bus",
        facts="L’abri du bus n’est pas éclairé. Le soir, ma fille préfère attendre au milieu de la rue.",
        step="Écrire à la société de transport",
        decided="Éclairage de l’abri demandé à la société de transport ; passages à l’heure du dernier bus.",
        answer="La société de transport éclairera l’abri. En attendant, nous passons à l’heure du dernier bus.",
        summary="L’éclairage d’un abri de bus est demandé et des passages ont lieu le soir.",
    ),
    Story(
        Subject.YOUTH,
        title="Pétards plusieurs soirs de suite",
        place="derrière la salle",
        facts="Des pétards éclatent plusieurs soirs de suite. Mon chien tremble et ma mère sursaute.",
        step="Passer en début de soirée",
        decided="Passages en début de soirée et rappel aux commerces du quartier.",
        answer="Nous passons en début de soirée. Les commerces du quartier savent qu’ils ne peuvent pas vendre de "
        "pétards aux mineurs. C’est plus calme.",
        summary="Les commerces ont reçu un rappel au sujet des pétards.",
    ),
    Story(
        Subject.NEIGHBOURS,
        title="Feux dans les jardins",
        place="dans les jardins de la cité",
        facts="Des déchets sont brûlés dans les jardins. La fumée entre par les fenêtres et le linge sent.",
        step="Rendre visite et rappeler le règlement",
        decided="Visites faites ; adresse du parc à conteneurs rappelée.",
        answer="Nous avons rendu visite dans la cité. Brûler des déchets est interdit : chacun a reçu les heures du "
        "parc à conteneurs.",
        summary="L’interdiction de brûler des déchets a été rappelée dans la cité.",
    ),
    Story(
        Subject.DRUGS,
        title="Petits sachets près du banc",
        place="près du banc du parc",
        facts="On retrouve des petits sachets vides près du banc. Des enfants jouent juste à côté.",
        step="Faire nettoyer et passer plus souvent",
        decided="Nettoyage chaque matin et passages en civil ; le banc est déplacé.",
        answer="Les abords du banc sont nettoyés chaque matin. La commune a déplacé le banc à un endroit bien "
        "visible et nous passons plus souvent.",
        summary="Un coin du parc est nettoyé chaque matin et mieux surveillé.",
    ),
    Story(
        Subject.OTHER,
        title="Numéros de maison peu visibles",
        place="dans les nouvelles rues",
        facts="L’ambulance a cherché la maison pendant dix minutes. Dans les nouvelles rues, on ne voit pas les "
        "numéros.",
        step="Faire le tour des nouvelles rues",
        decided="Liste des maisons sans numéro donnée à la commune ; lettre aux habitants.",
        answer="Nous avons fait le tour des nouvelles rues. La commune écrit à chaque maison sans numéro visible.",
        summary="Les maisons sans numéro visible ont reçu un courrier de la commune.",
    ),
    Story(
        Subject.OTHER,
        title="Qui est mon policier de quartier",
        place="dans le quartier",
        facts="Je ne sais pas qui appeler pour un petit problème. Avant, on connaissait le policier de sa rue.",
        step="Se présenter dans la rue",
        decided="Carte avec le nom et le numéro dans chaque boîte de la rue.",
        answer="Nous avons mis une carte avec le nom et le numéro de votre policier de quartier dans chaque boîte "
        "de la rue.",
        summary="Une carte présente le policier de quartier à chaque maison.",
    ),
)

# one of each in turn, so that two concerns of one café are never about the same thing
STORIES: tuple[Story, ...] = tuple(story for pair in zip(STREET, _TOGETHER, strict=True) for story in pair)
