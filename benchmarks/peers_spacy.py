"""The peer of coding, run by a Python that has spaCy: forms and texts as JSON on standard input, texts a second on standard output."""

import json
import sys
import time

import spacy
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans


def main() -> None:
    given = json.load(sys.stdin)
    nlp = spacy.blank("ar")
    matcher = PhraseMatcher(nlp.vocab)
    matcher.add("lexicon", [nlp.make_doc(form) for form in given["forms"]])
    hits = done = 0
    for text in given["texts"][:5]:
        matcher(nlp(text))
    begun = time.process_time()
    while (spent := time.process_time() - begun) < given["seconds"]:
        doc = nlp(given["texts"][done % len(given["texts"])])
        hits += len(filter_spans(matcher(doc, as_spans=True)))
        done += 1
    print(json.dumps({"rate": done / spent, "hits": hits / done, "version": spacy.__version__}))


if __name__ == "__main__":
    main()
