# two listings of one skill that print two percentages; fires: S40 S44-equal S44-kept
INSERT DATA {
  <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent 71.0 ; lg:valueAsPrinted "(71%)" .
}
