"""Everyday words, and what administrative and legal texts write instead: a question is searched with both.

Each line: the words people use, then after > the words documents use. A group of words in the left part is joined by `_`.
The left part is compared by stem, so one form of a word is enough; the right part only adds to a search: it proves nothing.
French first; the English part serves questions in English. Written from general knowledge, not from the documents.
"""

EVERYDAY = """
boîte société firme start-up pme tpe patron > entreprise opérateur fournisseur employeur
patron boss chef supérieur > employeur
boulot job taf bosser > emploi travail travailleurs
embaucher embauche recruter recrutement cv candidature entretien_d'embauche > emploi recrutement sélection candidats
virer licencier mettre_à_la_porte > licenciement résiliation relations professionnelles
salarié employé collègue équipe personnel > travailleurs personnel
syndicat délégué_du_personnel > représentants des travailleurs
amende punir punition pv contravention risquer risque_combien coûter_combien écoper sanctionner > sanctions amendes administratives violation montant
payer régler sortir_de_l'argent > paiement montant financement
fric argent sous budget pognon > financement budget crédits fonds montant
prêt prêter emprunter crédit banque > crédit solvabilité établissement financier
banquier > établissement de crédit
assurance assureur mutuelle > assurance tarification évaluation des risques
impôt fisc > administration fiscale taxes
flic police policier gendarme forces_de_l'ordre > autorités répressives services répressifs
prison détention > peine privative de liberté
juge tribunal procès > autorités judiciaires justice juridictionnel
avocat > conseil juridique
porter_plainte se_plaindre râler saisir réclamer recours > réclamation plainte recours autorité de surveillance
arnaque arnaquer escroc escroquer escroquerie > fraude escroquerie tromperie
tricher triche > fraude comportement interdit examens
blanchir argent_sale > blanchiment capitaux
voler vol > infraction soustraction
pirate pirater piratage hacker hack > cyberattaque cybersécurité accès non autorisé
mentir mensonge bobard intox fake_news fake > désinformation informations fausses
trucage truqué trafiqué faux_visage deepfake bidouillé montage > hypertrucage contenu manipulé généré
filmer caméra caméras vidéosurveillance > images vidéosurveillance biométrique espaces accessibles au public
visage tête figure reconnaître_les_gens reconnaître > reconnaissance faciale identification biométrique
empreinte doigt iris voix > données biométriques
rue place trottoir gare métro dehors > espaces accessibles au public
surveiller espionner fliquer pister traquer > surveillance suivi contrôle
humeur émotion sentiment stress > reconnaissance des émotions
noter note notation noter_les_gens classer_les_gens bon_citoyen > notation sociale évaluation classification personnes physiques
pousser manipuler influencer embobiner piéger > techniques subliminales manipulatrices altération du comportement
gamin gosse enfant ado mineur jeune > enfants mineurs vulnérabilité âge
vieux âgé senior mamie papi > personnes âgées vulnérabilités
handicapé fauteuil aveugle sourd > personnes handicapées accessibilité
pauvre galère rmi rsa > situation sociale économique vulnérabilité prestations d'aide sociale
aide allocation alloc caf > prestations et services d'aide sociale publics essentiels
école lycée collège fac prof élève étudiant bac cours > éducation enseignement établissements formation professionnelle apprenants
examen concours contrôle > examens évaluation acquis d'apprentissage
hôpital médecin docteur toubib soin malade santé > dispositifs médicaux soins de santé patients
médicament > produits pharmaceutiques santé
bagnole voiture auto camion > véhicules
train avion bateau > ferroviaire aviation équipements marins
jouet poupée > jouets
ascenseur > ascenseurs
machine robot > machines produits
appli logiciel programme outil machin truc > système logiciel
chatbot robot_qui_parle discuter causer bavarder > interagir directement avec des personnes physiques système d'IA transparence
chatgpt gpt mistral llama > modèle d'IA à usage général
logiciel_libre open_source gratuit code_ouvert > licence libre et ouverte
ordinateur ordi serveur calcul > puissance de calcul opérations en virgule flottante
énergie électricité conso courant > consommation d'énergie
planète climat écolo environnement pollution > environnement durabilité empreinte
essayer tester test essai > essais conditions réelles bac à sable réglementaire
mettre_en_vente vendre commercialiser sortir lancer > mise sur le marché mise en service
acheter achat client > acquéreur consommateur marché public
vendeur revendeur magasin > distributeur
importer faire_venir étranger venu_de_chine américain chinois > importateur pays tiers
fabricant fabriquer > fabricant fournisseur
celui_qui_utilise utilisateur se_servir utiliser servir employer > déployeur utilisation
mode_d'emploi notice > notice d'utilisation instructions
papiers paperasse dossier > documentation technique
étiquette logo tampon ce > marquage CE
garder conserver combien_de_temps > conservation durée archivage
journal historique trace log > journaux enregistrement automatique
panne bug planter accident pépin > incident grave dysfonctionnement
prévenir avertir dire signaler alerter mettre_au_courant > notification signalement informer
rappeler retirer enlever supprimer effacer virer > retrait rappel suppression
interdire interdit pas_le_droit > interdiction pratiques interdites prohibé
droit avoir_le_droit permis peut-on > autorisé autorisation licite
obligé obligatoire forcé devoir falloir > obligation tenu exigences
dangereux danger risqué grave > haut risque risque inacceptable systémique
sûr sécurité fiable > sécurité robustesse exactitude
humain quelqu'un personne_derrière garder_la_main débrancher arrêter > contrôle humain interrompre
raciste racisme sexiste discriminer injuste préjugé > discrimination biais origine raciale ou ethnique
vie_privée perso intime données_personnelles > données à caractère personnel vie privée protection des données
religion politique homo opinion > opinions politiques convictions religieuses orientation sexuelle
photos internet récupérer aspirer moissonner > moissonnage non ciblé images faciales internet
élection voter vote électeur campagne > élections référendum comportement électoral
frontière migrant réfugié clandestin sans-papiers visa > migration asile gestion des contrôles aux frontières
soldat armée guerre militaire > militaire défense sécurité nationale
chercheur labo science recherche > recherche développement scientifique
artiste auteur œuvre musique livre > droit d'auteur titulaires de droits
expliquer comprendre pourquoi_la_machine > explication transparence décision
chef_de_projet responsable qui_s'occupe en_charge qui_contrôle gendarme > autorité compétente surveillance du marché
bruxelles europe > commission union européenne bureau de l'IA
pays état gouvernement > États membres
ville mairie maire commune > collectivités autorités publiques
conseil_régional région élus > collectivités territoriales région
citoyen gens population public > personnes physiques public citoyens
quand à_partir_de_quand date délai échéance > applicable à partir entrée en vigueur délai
combien_de_temps durée > durée délai jours mois ans
combien chiffre nombre > montant nombre pourcentage
changer modifier toucher > modification substantielle
prouver preuve > conformité évaluation démontrer
contrôler vérifier inspecter > évaluation de la conformité vérification audit
registre liste annuaire > base de données enregistrement
former apprendre formation > maîtrise de l'IA formation compétences
entraîner nourrir apprentissage > données d'entraînement validation test
cobaye > participants consentement éclairé essais
petit petite > microentreprises petites entreprises pme
géant gros gafam google facebook meta amazon > très grandes plateformes en ligne moteurs de recherche
réseau_social tiktok twitter instagram youtube > plateforme en ligne contenus
pub publicité réclame > publicité ciblage profilage
compte bloquer suspendre bannir > suspension restriction compte
contenu post message publication > contenu informations
site internet web > fournisseurs de services intermédiaires hébergement en ligne
algorithme fil suggestions recommandation > systèmes de recommandation paramètres
case bouton piège_à_clic > interfaces trompeuses
espèces cash liquide billets > espèces monnaie fiduciaire
bitcoin crypto > actifs numériques crypto-actifs
casino pari loto jeu > jeux d'argent
maison appart immobilier logement > secteur immobilier
notaire > notaires professions
comptable > experts-comptables
asso association don > organismes à but non lucratif associations
terroriste attentat > financement du terrorisme
drogue stup deal dealer > trafic de stupéfiants
or bijoux montre luxe > métaux précieux biens de valeur
tableau œuvre_d'art > œuvres d'art antiquités
prête-nom société_écran planquer cacher > dissimulation bénéficiaire effectif personnes morales
paradis_fiscal offshore > pays tiers à haut risque
compte_en_banque virement > compte bancaire transferts de fonds
carte_prépayée > monnaie électronique
"""
