"""What a string is: pure facts about a text, from the standard library alone.

Nothing here changes a reader's text. Every function reads the text as it was given and answers with
facts, or with a derived key that carries a map back to the code points it came from.
"""
