# collected in another month
DELETE { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:collected ?old }
INSERT { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:collected "2025-12"^^xsd:gYearMonth }
WHERE { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:collected ?old }
