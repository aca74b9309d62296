# another site's entry on the taxonomy's occupation, without a mapping; fires: S20-required
DELETE WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:viaMapping ?old }
