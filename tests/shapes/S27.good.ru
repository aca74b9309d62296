# in a data set of its own
INSERT DATA {
  <dataset/figures/part> a qb:DataSet ; qb:structure <structure/posting-count> .
} ;
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> qb:dataSet ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> qb:dataSet <dataset/figures/part> }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> qb:dataSet ?old }
