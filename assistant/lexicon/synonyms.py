"""Notions, one a line: French words | English words. Words of one line are recognised for each other."""

SYNONYMS = """
amende sanction pénalité | fine fines penalty penalties sanction
montant somme enveloppe budget crédits | amount budget envelope funding
financer financement subvention subventionner | fund funding finance grant
consacrer doter dotation allouer attribuer affecter mobiliser investir investissement | allocate invest investment devote dedicate
créer création instaurer instituer établir constituer | create creation establish set
mettre place œuvre mise déployer déploiement déployés | implement implementation deploy deployment place
lancer lancement démarrer engager | launch start
utiliser utilisation usage emploi recourir recours employer servir | use using usage
développer développement élaborer concevoir conception | develop development design draw
renforcer renforcement consolider | strengthen strengthening reinforce
accompagner accompagnement soutenir soutien appui appuyer aider aide | support assist assistance help
garantir assurer veiller sécuriser | ensure guarantee secure
évaluer évaluation mesurer apprécier | assess assessment evaluate evaluation
contrôler contrôle surveillance surveiller superviser supervision suivi | control monitor monitoring oversight supervision
informer information notifier notification communiquer avertir signaler | inform information notify notification report communicate
exiger exigence requérir requis imposer obligation obliger obligatoire tenu | require requirement obligation oblige mandatory
interdire interdiction prohiber prohibé proscrire | prohibit prohibition prohibited ban forbid
autoriser autorisation permettre | authorise authorisation authorize allow permit enable
appliquer application applicable vigueur | apply application applicable force
entrer entrée | enter entry
former formation | train training
former-agents acculturation sensibilisation sensibiliser | awareness literacy
personne individu humain | person individual human natural
entreprise société compagnie firme | company undertaking business enterprise
salarié employé travailleur | employee worker staff
agent fonctionnaire personnel | official agent civil servant
collectivité territoriale local commune | local authority municipality
région régional | region regional
état étatique national | state national
membre | member
commission | commission
conseil | council
parlement parlementaire | parliament parliamentary
européen europe union | european europe union
règlement réglementation législation règle réglementaire | regulation regulatory legislation rule
loi légal juridique | law legal
acte | act
décision décider | decision decide
système outil solution dispositif | system tool solution
modèle | model
intelligence | intelligence
artificiel | artificial
donnée | data
risque danger dangereux | risk danger
élevé haut fort important | high
faible bas limité minime | low limited minimal
fournisseur prestataire | provider supplier
déployeur utilisateur usager | deployer user
importateur | importer
distributeur | distributor
mandataire représentant | representative
autorité organisme agence instance | authority body agency
chiffre affaires revenu | turnover revenue
annuel an année | annual year yearly
mondial monde international | worldwide global world international
violation infraction manquement non-respect | infringement violation breach non-compliance
respecter respect conformité conforme conformément | comply compliance conformity accordance
droit fondamental | right fundamental
santé | health
sécurité sûreté | safety security
environnement écologie écologique environnemental | environment environmental ecological
énergie énergétique consommation | energy consumption
transparence transparent | transparency transparent
document documentation | document documentation
technique technologie technologique | technical technology technological
public | public
service | service
marché | market
santé médical | health medical
enseignement éducation école scolaire éducatif | education school educational
recherche scientifique chercheur | research scientific researcher
innovation innover innovant | innovation innovate innovative
gouvernance pilotage piloter | governance steering
stratégie stratégique plan feuille | strategy strategic plan
citoyen habitant population | citizen inhabitant population
échéance délai date | deadline date period
durée période | duration period
mois | month
jour | day
prévoir envisager projeter | plan intend envisage
proposer recommander préconiser suggérer recommandation préconisation proposition | propose recommend suggest recommendation proposal
adopter approuver voter valider adoption approbation | adopt approve adoption approval
publier publication paraître | publish publication
avis opinion | opinion
rapport étude contribution | report study
enjeu défi | challenge issue stake
objectif but finalité viser | objective goal purpose aim target
opportunité chance occasion | opportunity
augmenter augmentation hausse croître croissance accroître | increase rise growth grow
diminuer diminution baisse réduire réduction | decrease reduce reduction decline
comprendre comporter inclure contenir compter composer | include comprise contain consist
concerner porter relatif viser toucher | concern relate cover
principal essentiel majeur premier primordial | main principal major key
nombreux plusieurs multiple divers | many several numerous various multiple
nécessaire indispensable nécessité besoin | necessary need necessity
nouveau nouvelle récent | new recent
exemple | example
maximal maximum plafond | maximum maximal ceiling
minimal minimum plancher | minimum minimal
atteindre monter élever aller | reach amount
subir passible encourir encourue exposer | incur liable face subject
réaliser effectuer mener conduire accomplir exécuter | carry conduct perform
désigner désignation nomination | designate appoint designation
juger considérer estimer | consider deem
nommer appeler dénommer intituler baptiser | name call entitle
jeune pousse startup | startup
petit | small
moyen | medium
grand gros | large big
coopération coopérer collaboration collaborer partenariat partenaire | cooperation cooperate collaboration partnership partner
responsable responsabilité | responsible responsibility liability
éthique | ethical ethics
confiance fiable fiabilité | trust trustworthy reliable reliability
biais discrimination discriminatoire | bias discrimination discriminatory
visage facial | face facial
reconnaissance reconnaître identification identifier | recognition recognise identification identify
biométrique biométrie | biometric
notation note score | scoring score
manipulation manipuler manipulateur | manipulation manipulative
vulnérable vulnérabilité | vulnerable vulnerability
enfant mineur | child minor children
registre base | register database
conserver conservation garder stocker stockage | keep retain store storage retention
transmettre transmission envoyer fournir remettre fourniture | transmit send provide submit supply
demander demande requête solliciter | request ask
réponse répondre | answer reply response
présenter présentation | present presentation
travail travailler | work labour
emploi | employment job
économie économique | economy economic
société social | society social
territoire territorial | territory territorial
numérique digital | digital
logiciel | software
serveur hébergement héberger | server hosting host
chapitre | chapter
annexe | annex
année | year
avantage bénéfice bénéfique | benefit advantage
améliorer amélioration | improve improvement
éviter prévenir empêcher prévention | avoid prevent prevention
exclure exclusion excepté exempter exemption dispenser dérogation | exclude exclusion exempt exemption derogation
réunir rassembler | gather bring together
siège siéger | seat
élire élection élu | elect election
président présidente présider | president chair
directeur directrice diriger | director head
commencer début débuter | begin start beginning
finir fin terminer achever | end finish
prolonger proroger étendre extension | extend extension
supprimer suppression abroger retirer retrait | remove repeal withdraw delete
modifier modification changer changement | amend modify change amendment
vérifier vérification | verify check verification
marquer marquage étiqueter | label mark marking
contenu | content
texte | text
image | image
voix vocal | voice
consommer | consume
eau | water
carbone | carbon
trop excessif | too excessive
suffisant | sufficient adequate
général | general
usage | purpose
puissance | power
calcul informatique | computing computational
incident accident | incident
grave sérieux | serious
tiers | third party
produit | product good
bureau office | office
charte | charter
cadre | framework
approche | approach
efficace efficacité effectif | effective effectiveness efficient efficiency
contraignant | binding
clair clairement | clear clearly clarify
fonder baser fondé | base found
pertinent approprié adéquat | relevant appropriate suitable
distance | remote
réel | real
temps | time
chaîne | chain
valeur | value
rôle mission tâche fonction | role task mission function
opérateur acteur | operator actor player
divulgation divulguer mention | disclosure disclose
sortie résultat | output outcome result
entrant intrant | input
interpréter interprétation | interpret interpretation
secteur filière branche | sector industry branch
facilement | easily
frontière transfrontière transfrontalier | border cross-border
circuler circulation | circulate circulation movement
soumettre présenter | submit
compétence compétent | competence competent skill
capacité aptitude | capacity capability ability
qualité | quality
entraînement entraîner apprentissage | training train learning learn
erreur | error
exactitude précision exact | accuracy accurate precision
robustesse robuste | robustness robust
cybersécurité | cybersecurity
ordinateur | computer
réseau | network
infrastructure | infrastructure
langue linguistique | language
rédiger rédaction | write draft
lire lecture | read reading
acheter achat acquérir commande | buy purchase procurement
vendre vente | sell sale
prix coût coûter | price cost
dépense dépenser | expenditure spending spend
recette | revenue
impôt fiscal taxe | tax
prêt emprunt | loan
bourse allocation | grant allowance
étudiant | student
élève | pupil
professeur enseignant | teacher professor
lycée | school
université universitaire | university
laboratoire | laboratory
entreprendre entrepreneur | entrepreneur
usine industrie industriel | factory industry industrial
agriculture agricole | agriculture agricultural
transport mobilité | transport mobility
logement | housing
culture culturel | culture cultural
tourisme touristique | tourism
sport | sport
hôpital soin | hospital care
médecin | doctor
police répressif | police enforcement
justice judiciaire juge | justice judicial judge
tribunal cour | court
avocat | lawyer
procédure processus | procedure process
étape phase | step stage phase
calendrier échéancier | timetable calendar schedule
réunion assemblée séance session plénière | meeting assembly session plenary
vote voix scrutin | vote ballot
majorité | majority
unanimité | unanimity unanimous
consultation consulter saisine saisir | consultation consult referral refer
inquiétude préoccupation crainte | concern worry fear
inégalité | inequality
accès accéder accessible | access accessible
exclusion | exclusion
handicap | disability
femme | woman women
homme | man men
jeune jeunesse | young youth
parent famille | parent family
âge âgé | age aged
ville urbain municipal | city town urban municipal
village rural campagne | village rural countryside
département départemental | department
pays | country
étranger | foreign
mer maritime | sea maritime
terre sol | land soil
climat climatique | climate
décarbonation décarboner | decarbonisation decarbonise
pollution polluer | pollution
déchet | waste
ressource | resource
matériel équipement | hardware equipment material
outil | tool instrument
application | application app
plateforme | platform
site | site website
moteur | engine
recherche | search
robot robotique | robot robotics
algorithme algorithmique | algorithm algorithmic
décision | decision
automatique automatiser automatisation | automatic automate automation
génératif générer générative | generative generate
assistant | assistant
expert expertise | expert expertise
spécialiste | specialist
équipe | team
projet | project
pilote expérimentation expérimenter test tester essai | pilot experiment test trial
mesure action | measure action
axe priorité prioritaire | axis priority pillar
proposition | proposal
critique | critical
sensible | sensitive
personnel privé | personal private
secret confidentiel confidentialité | secret confidential confidentiality
protéger protection | protect protection
vie | life
lieu endroit | place location
espace | space area
ouvert ouverture ouvrir | open opening
gratuit | free
payer paiement | pay payment
total global ensemble | total overall
moitié | half
tiers | third
quart | quarter
double doubler | double
nombre | number
part pourcentage proportion | share percentage proportion
moyenne | average
milieu centre central | middle centre center central
haut | top
amont | upstream
aval | downstream
présence présent | presence present
absence absent manque manquer | absence lack
attendre attente | expect expectation
satisfaire satisfait satisfaction | satisfy satisfied satisfaction
usager client | user customer client
chef responsable dirigeant | head manager leader
interne | internal
externe | external
commun collectif partagé partager | common collective shared share
individuel | individual
volontaire | voluntary
obligatoire | mandatory compulsory
temporaire provisoire | temporary provisional
permanent durable | permanent sustainable lasting
annoncer annonce | announce announcement
expliquer explication | explain explanation
conclure conclusion | conclude conclusion
signer signature | sign signature
accord convention contrat | agreement convention contract
engager engagement | commit commitment
lettre courrier courriel | letter mail email
journal presse | journal press newspaper
article | article
titre | title
règle | rule
exception | exception
condition | condition
cause raison motif | cause reason ground
effet impact conséquence incidence | effect impact consequence
lien relation | link relation relationship
besoin | need
manière | manner way
fort puissant | strong powerful
connaître connaissance savoir | know knowledge
comprendre compréhension | understand understanding
penser réflexion | think
parler discours | speak speech
écouter | listen
voir vision | see vision
montrer démontrer | show demonstrate
trouver | find
chercher | seek search
choisir choix sélection sélectionner | choose choice select selection
garder | keep
donner | give
recevoir accueillir | receive host welcome
ajouter supplémentaire additionnel | add additional
séparer séparé | separate
limiter limite limitation | limit limitation
dépasser excéder | exceed
inclure | include
remplacer remplacement | replace replacement
suivre | follow
précédent antérieur | previous prior
futur avenir | future
passé | past
actuel | current
prochain | next
"""
