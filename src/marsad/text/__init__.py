"""From characters to sentences of tokens: fold, tokens, sentences, and the one scan for lexicon forms."""
