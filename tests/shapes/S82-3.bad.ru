# of no interest; fires: S82-about
DELETE { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:interest ?old }
WHERE { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:interest ?old }
