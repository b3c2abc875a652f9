# Unicode CLDR gives plain Arabic (ar) European digits, and their separators with them.
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
