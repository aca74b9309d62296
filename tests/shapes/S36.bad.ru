# no range of experience; fires: S36
DELETE WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:experienceBand ?old }
