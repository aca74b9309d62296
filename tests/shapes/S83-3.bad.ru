# of no work style; fires: S83-about
DELETE { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:workStyle ?old }
WHERE { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:workStyle ?old }
