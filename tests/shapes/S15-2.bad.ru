# about two occupations; fires: S15-one
INSERT DATA {
  <obs/figures/posting-count/23112013/US-NC/not-stated> lg:occupation <occupation/ai> .
}
