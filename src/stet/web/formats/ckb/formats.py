# Unicode CLDR, with the Arabic digits that `stet.web.local` puts in.
DECIMAL_SEPARATOR = "\u066b"
THOUSAND_SEPARATOR = "\u066c"
NUMBER_GROUPING = 3
