# in words
DELETE { <scheme-fact/figures/lot/size/2> lg:number ?old }
INSERT { <scheme-fact/figures/lot/size/2> lg:number 5 }
WHERE { <scheme-fact/figures/lot/size/2> lg:number ?old }
;
INSERT DATA {
  <scheme-fact/figures/lot/size/2> lg:summary "Four of them."@en .
}
