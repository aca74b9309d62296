# no percentage; fires: S40
DELETE WHERE { <obs/figures/share-by-education/23112013/US/not-stated/master> lg:sharePercent ?old }
