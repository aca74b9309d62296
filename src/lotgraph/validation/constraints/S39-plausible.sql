-- needs lg:source lg:amount schema:currency
select source.object as this, source.subject as value, {lg:amount} as path
from "lg:source" source
join "lg:amount" amount on amount.subject = source.subject
join "schema:currency" currency on currency.subject = source.subject
left join "lg:payPeriod" pay on pay.subject = source.subject
where coalesce({text:pay.object}, 'P1Y') = 'P1Y'
and currency.object in ('"USD"', '"EUR"', '"GBP"', '"CHF"', '"CAD"', '"AUD"', '"NZD"')
and {compare:amount.object > '"0"^^<http://www.w3.org/2001/XMLSchema#integer>'}
and (
    {compare:amount.object < '"10000"^^<http://www.w3.org/2001/XMLSchema#integer>'}
    or {compare:amount.object > '"2000000"^^<http://www.w3.org/2001/XMLSchema#integer>'}
)
