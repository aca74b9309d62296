# what is left out is not said; fires: S77-what
DELETE { <omission/figures/footer> dct:title ?old }
WHERE { <omission/figures/footer> dct:title ?old }
