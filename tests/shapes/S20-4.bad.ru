# a table that no longer says by which scheme it codes; fires: S20-required
DELETE WHERE { <source/figures> lg:codedIn ?old }
