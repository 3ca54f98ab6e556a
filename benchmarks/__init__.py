"""How fast the program is beside others: measured in a terminal, in turn, in one run (`make bench`)."""
