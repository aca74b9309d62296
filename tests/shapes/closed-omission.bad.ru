# an omission with a property of none; fires: closed-omission
INSERT DATA {
  <omission/figures/footer> lg:remark "as far as known" .
}
