"""The method's rules, as functions of plain values and a date."""
