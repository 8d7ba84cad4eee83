"""greenpath: recovery plans for customer success teams, in the terminal."""

VERSION = "0.1.0"
