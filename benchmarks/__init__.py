"""Each promise about speed as a program that prints its figure and what it compares with."""
