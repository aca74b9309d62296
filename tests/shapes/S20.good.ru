# a page that codes by the taxonomy itself
INSERT DATA {
  <source/page> lg:codedIn <taxonomy/lot> .
} ;
DELETE WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:viaMapping ?old }
