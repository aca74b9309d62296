# in no level, so not below its parent either; fires: S03-one S05-above
DELETE DATA { <taxonomy/lot/7.3.0/level/specialized> skos:member <occupation/23112013> }
