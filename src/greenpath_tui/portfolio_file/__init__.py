"""The portfolio file and the account spreadsheet."""
