# nobody is named who was asked
DELETE { <job-zone/figures/23112013/onet:job-zone-5> lg:collectedFrom ?old }
WHERE { <job-zone/figures/23112013/onet:job-zone-5> lg:collectedFrom ?old }
