# of no employer; fires: S30
DELETE WHERE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:employer ?old }
