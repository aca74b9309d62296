# levels of education of which a posting names several
DELETE { <obs/figures/share-by-education/23112013/US/not-stated/master> lg:sharePercent ?old }
INSERT { <obs/figures/share-by-education/23112013/US/not-stated/master> lg:sharePercent 96.67 }
WHERE { <obs/figures/share-by-education/23112013/US/not-stated/master> lg:sharePercent ?old } ;
DELETE { <obs/figures/share-by-education/23112013/US/not-stated/master> lg:valueAsPrinted ?old }
INSERT { <obs/figures/share-by-education/23112013/US/not-stated/master> lg:valueAsPrinted "96.67" }
WHERE { <obs/figures/share-by-education/23112013/US/not-stated/master> lg:valueAsPrinted ?old }
