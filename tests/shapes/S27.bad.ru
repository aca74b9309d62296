# in no data set; fires: S27
DELETE WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> qb:dataSet ?old }
