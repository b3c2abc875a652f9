# Unicode CLDR. Django does not know Northern Kurdish.
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
