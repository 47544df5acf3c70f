"""Words with contrary meanings, both sides of # on a line: one for the other is a fault, however much the rest agrees."""

CONTRARIES = """
augmenter hausse accroître croissance croître | increase rise growth grow # diminuer diminution baisse réduire réduction | decrease reduce reduction decline
autoriser autorisation permettre permis | authorise allow permit # interdire interdiction prohiber interdit | prohibit forbid ban
obligatoire | mandatory compulsory # facultatif volontaire optionnel | optional voluntary
favorable | favourable # défavorable | unfavourable
maximum maximal plafond | maximum # minimum minimal plancher | minimum
inclure inclus compris | include included # exclure exclu | exclude excluded
public | public # privé | private
adopter approuver accepter valider | adopt approve accept # rejeter refuser repousser | reject refuse
créer instaurer création | create establish # supprimer abroger suppression | abolish repeal delete
renforcer | strengthen # affaiblir | weaken
gagner | gain win # perdre perte | lose loss
positif | positive # négatif | negative
élevé haut fort | high strong # faible bas limité minimal | low weak limited minimal
supérieur | higher above # inférieur | lower below
premier | first # dernier | last
gratuit | free # payant | paid
interne | internal # externe | external
avant | before # après | after
direct directement | direct directly # indirect indirectement | indirect indirectly
majorité majoritaire | majority # minorité minoritaire | minority
simple facile | simple easy # complexe difficile compliqué | complex difficult
avantage | advantage benefit # inconvénient désavantage | disadvantage drawback
rapide rapidement | fast quick # lent lentement | slow
ouvrir ouvert ouverture | open # fermer fermé fermeture | close closed
commencer début débuter | begin start beginning # finir terminer fin | end finish
national | national # international | international
temporaire provisoire | temporary # permanent définitif | permanent
amont | upstream # aval | downstream
présence présent | presence # absence absent | absence
nouveau | new # ancien | old former
riche | rich # pauvre | poor
soutenir favoriser encourager | support encourage # opposer freiner décourager | oppose hinder discourage
améliorer | improve # dégrader aggraver | degrade worsen
légal licite | legal lawful # illégal illicite | illegal unlawful
court | short # long | long
jour | day # nuit | night
urbain | urban # rural | rural
avance | advance # retard | delay
export exportation | export # import importation | import
vendre vente | sell sale # acheter achat | buy purchase
obliger contraindre imposer exiger | require oblige compel # autoriser permettre | allow permit
recommander préconiser conseiller | recommend advise # déconseiller | discourage
financer subventionner | fund finance # taxer | tax
"""
