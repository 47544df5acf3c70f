"""Words that need no support of their own: they only carry the report, or they are grammar that is compared elsewhere."""

REPORTING = """
indiquer indique précise préciser mentionner mentionne selon document documents extrait extraits texte texte source sources souligner
souligne rappeler rappelle stipuler stipule disposer dispose évoquer évoque expliquer explique affirmer affirme noter
notamment également ainsi concernant réponse question savoir agir agit cadre matière particulier outre effet cas échéant fois
voici voilà suivant suivante suivants suivantes ci-dessus ci-dessous cité citer citée énoncer énoncé énonce figurer figure décrire décrit
décrite consister consiste constituer constitue représenter représente permettre avoir être faire dire dit faut convient
afin vers chez dont lequel chacun chaque toutefois cependant donc car puis enfin ensuite alors plus moins très aussi encore déjà
même tel telle tels telles tout toute tous toutes autre autres certain certains certaines plusieurs quel quelle
fixer fixe fixé fixée définir définit défini définie prévu prévue prévus prévues viser vise visé visée visés visées titre sens égard
part compte lieu point manière façon type forme aspect ensemble sujet niveau ordre partie
date datent dater daté datée porte portent mettre mis mise mises met mettent rendre rendu rendue rendus rendues aller allant va prévoit prévoient passible passibles encourir encourt encourent encourue
lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday
article articles paragraphe paragraphes alinéa alinéas annexe annexes considérant considérants chapitre chapitres section sections page pages
recital recitals paragraph paragraphs annex annexes chapter chapters subparagraph subparagraphs
oui yes
souvent parfois surtout plutôt presque bientôt toujours yet still already just even rather quite often usually currently now again always far soon
actuellement aujourd'hui désormais dorénavant notablement respectivement
state states stated indicate indicates mention mentions according document documents excerpt excerpts text source sources note notes
explain explains describe describes described specify specifies set sets out question answer following follows also namely particular
regarding concerning well thus therefore however moreover including include such same other certain various each
provide provides provided lay laid down refer refers referred fixed defined
"""
# Words of modality, negation and tense: compared by assistant.polarity, not as content.
GRAMMAR = """
ne pas plus jamais aucun aucune aucuns aucunes rien personne nul nulle ni non sans guère sauf hormis excepté exception moins unless
except without no not never none nor neither cannot
doit doivent devra devront devait devaient devrait devraient doive doivent devoir dû peut peuvent pourra pourront pouvait pouvaient
pourrait pourraient puisse puissent pouvoir pouvant possible possibilité shall must should may can could might will would ought need needs
tenu tenue tenus tenues incombe incombent obligé obligée faut convient
va vont allait ira iront avait avaient eu aura auront aurait auraient sera seront serait seraient soit soient était étaient fut furent
ayant étant uniquement seulement exclusivement only solely exclusively
jusque jusqu avant après depuis dès environ près entre parmi selon sous sur vers pendant durant lors
has have had been being was were is are be does did do
que qui quoi dont où if si when lorsque lorsqu quand
there here until since before after within between among during upon via per toward towards
d l n s c j m t qu
"""
