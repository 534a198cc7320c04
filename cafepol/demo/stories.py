"""Invented concerns about the street: litter, parking, speed, animals. No person is named, no place is real."""

from cafepol.demo.subjects import Story, Subject

STREET = (
    Story(
        Subject.SPEED,
        title="Vitesse devant l’école",
        place="devant l’école",
        facts="Les voitures passent trop vite devant l’école, surtout vers 15 h 30. On n’ose plus laisser traverser "
        "les enfants seuls.",
        step="Placer le radar préventif une semaine",
        decided="Radar préventif pendant une semaine, puis trois contrôles à la sortie des classes.",
        answer="Un radar préventif a mesuré la vitesse pendant une semaine. Trois contrôles ont suivi à la sortie "
        "des classes. Nous recommencerons à la rentrée.",
        summary="La vitesse a été mesurée puis contrôlée devant l’école.",
    ),
    Story(
        Subject.LITTER,
        title="Dépôts au pied des bulles à verre",
        place="aux bulles à verre",
        facts="Chaque semaine, des sacs et des cartons restent au pied des bulles à verre. Cela attire les rats et "
        "cela sent mauvais.",
        step="Demander le passage du service de propreté",
        decided="Nettoyage par la commune et passage de l’agent constatateur le week-end.",
        answer="La commune a nettoyé le site. L’agent constatateur passe maintenant le samedi et le dimanche. "
        "Prévenez-nous si les dépôts reviennent.",
        summary="Le site des bulles à verre a été nettoyé et il est surveillé le week-end.",
    ),
    Story(
        Subject.PARKING,
        title="Voitures sur le trottoir",
        place="près de l’entrée de l’école",
        facts="Le matin, des voitures se garent sur le trottoir. Avec une poussette, il faut marcher sur la route.",
        step="Être présent le matin pendant deux semaines",
        decided="Présence le matin, avertissements la première semaine, procès-verbaux la deuxième.",
        answer="Nous étions là chaque matin pendant deux semaines. Après les avertissements, des procès-verbaux ont "
        "été dressés. Le trottoir est libre et nous repasserons.",
        summary="Deux semaines de présence le matin ont rendu le trottoir aux piétons.",
    ),
    Story(
        Subject.ANIMALS,
        title="Chiens sans laisse dans le parc",
        place="dans le parc",
        facts="Des chiens courent sans laisse près des jeux. Ma petite-fille a eu très peur la semaine dernière.",
        step="Passer dans le parc avec les gardiens de la paix",
        decided="Passages communs avec les gardiens de la paix et rappel du règlement aux entrées.",
        answer="Nous sommes passés six fois dans le parc avec les gardiens de la paix. Un panneau rappelle "
        "maintenant la laisse obligatoire à chaque entrée.",
        summary="Des passages et des panneaux rappellent la laisse obligatoire dans le parc.",
    ),
    Story(
        Subject.SPEED,
        title="Camions dans une rue étroite",
        place="dans la rue étroite",
        facts="Des camions prennent la rue pour éviter les feux. Les façades tremblent et deux rétroviseurs ont été "
        "arrachés.",
        step="Compter les camions et voir la signalisation",
        decided="Demande d’un panneau d’interdiction aux plus de 3,5 tonnes, sauf desserte.",
        answer="Nous avons compté les camions pendant cinq jours. La commune placera un panneau qui leur interdit la "
        "rue, sauf pour livrer.",
        summary="La rue sera interdite aux camions, sauf pour les livraisons.",
    ),
    Story(
        Subject.LITTER,
        title="Sacs sortis trop tôt",
        place="le long de la rue",
        facts="Les sacs blancs sont sortis deux jours avant le ramassage. Les chats les ouvrent et tout vole.",
        step="Distribuer le calendrier de ramassage",
        decided="Rappel dans toutes les boîtes aux lettres de la rue, puis contrôle.",
        answer="Nous avons glissé le calendrier de ramassage dans chaque boîte de la rue. L’agent constatateur a "
        "contrôlé la semaine suivante : presque tout le monde suit.",
        summary="Un rappel du calendrier de ramassage a été distribué dans la rue.",
    ),
    Story(
        Subject.PARKING,
        title="Place réservée souvent occupée",
        place="devant la pharmacie",
        facts="La place pour personnes handicapées est prise par des gens pressés. Mon mari ne peut plus descendre "
        "près de la pharmacie.",
        step="Contrôler la place à des heures différentes",
        decided="Contrôles répétés pendant un mois et marquage à repeindre.",
        answer="La place a été contrôlée quinze fois ce mois-ci. La commune a repeint le marquage au sol, qui ne se "
        "voyait presque plus.",
        summary="La place réservée est contrôlée et son marquage a été repeint.",
    ),
    Story(
        Subject.SPEED,
        title="Passage pour piétons effacé",
        place="au carrefour",
        facts="On ne voit plus le passage pour piétons, encore moins quand il pleut. Personne ne s’arrête.",
        step="Demander la remise en peinture",
        decided="Remise en peinture demandée à la commune, avec une photo.",
        answer="La commune a repeint le passage. Nous avons vérifié un soir de pluie : il se voit bien.",
        summary="Le passage pour piétons a été repeint.",
    ),
    Story(
        Subject.ANIMALS,
        title="Crottes sur le chemin de l’école",
        place="sur le chemin de l’école",
        facts="Il y a des crottes tous les dix mètres sur le chemin de l’école. Les enfants marchent dedans.",
        step="Demander un distributeur de sachets",
        decided="Un distributeur de sachets et une poubelle au début du chemin.",
        answer="La commune a placé un distributeur de sachets et une poubelle au début du chemin. Les gardiens de la "
        "paix en parlent aux maîtres des chiens.",
        summary="Un distributeur de sachets a été placé sur le chemin de l’école.",
    ),
    Story(
        Subject.PARKING,
        title="Garages bloqués le jour du marché",
        place="près de la place",
        facts="Le jour du marché, on se gare devant mon garage. J’ai manqué un rendez-vous à l’hôpital.",
        step="Passer au début du marché",
        decided="Marquage devant les garages et passage à l’ouverture du marché.",
        answer="Une ligne jaune marque maintenant les garages. Nous passons à l’ouverture du marché. Si vous êtes "
        "bloqué, appelez tout de suite le commissariat.",
        summary="Les garages près du marché ont un marquage et sont contrôlés.",
    ),
    Story(
        Subject.LITTER,
        title="Poubelle publique qui déborde",
        place="à l’arrêt de bus",
        facts="La poubelle de l’arrêt de bus déborde dès le vendredi. Le lundi, tout est par terre.",
        step="Demander un deuxième vidage",
        decided="Un deuxième vidage par semaine, le vendredi.",
        answer="Le service de propreté vide maintenant la poubelle deux fois par semaine, dont le vendredi après-midi.",
        summary="La poubelle de l’arrêt de bus est vidée deux fois par semaine.",
    ),
    Story(
        Subject.SPEED,
        title="Quads et motos le dimanche",
        place="sur le chemin de promenade",
        facts="Le dimanche, des quads roulent sur le chemin de promenade. On ne peut plus s’y promener tranquille.",
        step="Organiser deux contrôles un dimanche",
        decided="Contrôles le dimanche avec le service de la circulation, et barrière à l’entrée.",
        answer="Deux contrôles ont eu lieu un dimanche. La commune a posé une barrière : une poussette passe, un "
        "quad ne passe plus.",
        summary="Une barrière ferme le chemin de promenade aux quads.",
    ),
    Story(
        Subject.ANIMALS,
        title="Chats errants dans les jardins",
        place="dans les jardins",
        facts="Il y a chaque mois plus de chats dans nos jardins. Ils sont maigres et ils se battent la nuit.",
        step="Voir le plan de stérilisation de la commune",
        decided="La rue est inscrite au plan de stérilisation de la commune.",
        answer="Votre rue est inscrite au plan de stérilisation. Le service vous préviendra par un mot dans la boîte "
        "avant son passage.",
        summary="La rue est inscrite au plan communal de stérilisation des chats.",
    ),
    Story(
        Subject.LITTER,
        title="Meubles abandonnés sur le trottoir",
        place="au bout de l’impasse",
        facts="Un divan et un matelas traînent au bout de l’impasse depuis trois semaines.",
        step="Faire enlever les meubles",
        decided="Enlèvement par la commune et rappel du ramassage sur demande.",
        answer="Les meubles sont partis. Le ramassage des encombrants se demande par téléphone : nous avons mis le "
        "numéro dans chaque boîte de l’impasse.",
        summary="Les meubles abandonnés ont été enlevés.",
    ),
    Story(
        Subject.PARKING,
        title="On ne voit rien au carrefour",
        place="au coin de la rue",
        facts="Une camionnette est toujours garée au coin. Pour voir si quelqu’un vient, il faut avancer à moitié.",
        step="Mesurer la distance et voir la commune",
        decided="Ligne jaune sur cinq mètres de chaque côté du coin.",
        answer="Une ligne jaune empêche maintenant de se garer à moins de cinq mètres du coin. La vue est dégagée.",
        summary="Une ligne jaune dégage la vue au carrefour.",
    ),
    Story(
        Subject.SPEED,
        title="Raccourci du matin",
        place="dans la cité",
        facts="Le matin, la cité sert de raccourci. On compte une voiture toutes les dix secondes.",
        step="Compter les voitures le matin",
        decided="Comptage fait ; la commune étudie un sens unique.",
        answer="Nous avons compté les voitures pendant trois matins et donné les chiffres à la commune. Elle étudie "
        "un sens unique. Nous vous dirons sa décision.",
        summary="Le passage du matin a été compté ; un sens unique est à l’étude.",
    ),
)
