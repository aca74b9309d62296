# all jobs of the area
DELETE { <obs/figures/employment/23112013/US/not-stated> lg:jobsPerThousand ?old }
INSERT { <obs/figures/employment/23112013/US/not-stated> lg:jobsPerThousand 1000.0 }
WHERE { <obs/figures/employment/23112013/US/not-stated> lg:jobsPerThousand ?old }
