# the same said by another source: two claims
INSERT DATA {
  <title/figures/23112013/mle> a lg:TitleClaim ; lg:occupation <occupation/23112013> ; lg:source <source/figures> ;
    lg:title "MLE"@en ; lg:titleKind <code/title-kind/abbreviation> .
}
