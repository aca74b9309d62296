# more than all jobs; fires: S65-part
DELETE { <obs/figures/employment/23112013/US/not-stated> lg:jobsPerThousand ?old }
INSERT { <obs/figures/employment/23112013/US/not-stated> lg:jobsPerThousand 1000.1 }
WHERE { <obs/figures/employment/23112013/US/not-stated> lg:jobsPerThousand ?old }
