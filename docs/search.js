// A search leads to the chapter that answers. words.md says which chapter that is for a word; its own
// entries come after the chapters, and the programs at the end of each chapter come last.
"use strict";

if (window.elasticlunr) {
  const search = window.elasticlunr.Index.prototype.search;
  const page = address => address.split(".html")[0];

  window.elasticlunr.Index.prototype.search = function (typed, options) {
    const addresses = window.search.doc_urls;
    const found = search.call(this, typed, options);

    const entry = addresses.map((address, ref) => page(address) == "words" && this.documentStore.getDoc(ref))
      .find(entry => entry && entry.title.split(" in ")[0].toLowerCase() == typed.toLowerCase());
    const chapter = entry && entry.body.match(/Chapter: (\w+)/)?.[1];
    const first = addresses.findIndex(address => page(address) == chapter);
    if (first >= 0 && !found.some(hit => hit.ref == first)) {
      found.push({ ref: `${first}`, score: 10, doc: this.documentStore.getDoc(first) });
    }

    const weight = address => address.endsWith("#the-program") ? 0.01
      : page(address) == "words" ? 0.1
      : page(address) == chapter ? 5 : 1;
    for (const hit of found) hit.score *= weight(addresses[hit.ref]);
    return found.sort((one, other) => other.score - one.score);
  };
}
