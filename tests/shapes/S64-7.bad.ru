# a zone that was collected on a day; fires: S64-collected
DELETE { <job-zone/figures/23112013/onet:job-zone-5> lg:collected ?old }
INSERT { <job-zone/figures/23112013/onet:job-zone-5> lg:collected "2023-08-01"^^xsd:date }
WHERE { <job-zone/figures/23112013/onet:job-zone-5> lg:collected ?old }
