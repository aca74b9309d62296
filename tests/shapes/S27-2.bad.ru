# in a data set without a structure; fires: S27-structure
DELETE WHERE { <dataset/figures/posting-count> qb:structure ?old }
