# a zone that is none; fires: S86
DELETE { <job-zone/figures/23112013/onet:job-zone-5> lg:jobZone ?old }
INSERT { <job-zone/figures/23112013/onet:job-zone-5> lg:jobZone <code/job-zone/9> }
WHERE { <job-zone/figures/23112013/onet:job-zone-5> lg:jobZone ?old }
