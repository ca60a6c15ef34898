/* « Et chez moi ? »: finds a commune by its name or its postcode, and the EPCI that it belongs to, or an EPCI itself.
   What is typed stays in the browser: it is compared here, and an address holds it after its `#`, which no server
   receives. The list of communes, and what compares words, come from the site itself, when the field is first used. */
(function () {
  "use strict";
  var FEWEST_LETTERS = 2;
  var MOST_SHOWN = 50; /* No postcode of France has more communes. */
  var block = document.getElementById("et-chez-moi");
  var form = block.querySelector("form");
  var input = form.elements.commune;
  var state = block.querySelector("[role=status]");
  var results = block.querySelector("ol");
  var models = block.querySelector("template").content;
  var loading = null;

  /* Gives the communes, and what folds a text as their words are. */
  function load() {
    loading = loading || Promise.all([
      import("../shared/folding.js"),
      fetch(block.dataset.communes).then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.json();
      })
    ]).then(function (both) {
      var fold = both[0].fold;
      return { fold: fold, communes: both[1].flatMap(function (territory) {
        return [[territory.nom, []]].concat(territory.communes).map(function (place) {
          return { territory: territory.id, name: place[0], codes: place[1], words: " " + fold(place[0]) };
        });
      }).sort(function (a, b) { return a.words < b.words ? -1 : 1; }) };
    });
    loading.catch(function () { loading = null; }); /* The next letter tries again. */
    return loading;
  }

  /* A commune is found when each word begins one of its words or its postcode; spaces may be forgotten. */
  function find(communes, sought) {
    var words = sought.split(" ");
    var run = sought.replace(/ /g, "");
    var found = communes.filter(function (commune) {
      return commune.words.replace(/ /g, "").indexOf(run) === 0 || words.every(function (word) {
        return commune.words.indexOf(" " + word) >= 0
          || commune.codes.some(function (code) { return code.indexOf(word) === 0; });
      });
    });
    function rank(commune) {
      if (commune.words === " " + sought) return 0;
      return commune.words.indexOf(" " + sought) === 0 ? 1 : 2;
    }
    return found.sort(function (a, b) { return rank(a) - rank(b); });
  }
  function item(commune) {
    var copy = models.querySelector('[data-territory="' + commune.territory + '"]').cloneNode(true);
    var codes = commune.codes.length ? " (" + commune.codes.join(", ") + ")" : "";
    copy.querySelector("a").textContent = commune.name + codes;
    return copy;
  }
  function sentence(count) {
    var which = count === 0 ? "none" : count === 1 ? "one" : count > MOST_SHOWN ? "more" : "many";
    return state.dataset[which].replace("#", count).replace("@", MOST_SHOWN);
  }
  function show() {
    load().then(function (loaded) {
      var sought = loaded.fold(input.value);
      var isTooShort = sought.length < FEWEST_LETTERS;
      var found = isTooShort ? [] : find(loaded.communes, sought);
      results.textContent = "";
      found.slice(0, MOST_SHOWN).forEach(function (commune) { results.append(item(commune)); });
      state.textContent = isTooShort ? "" : sentence(found.length);
    }, function () {
      results.textContent = "";
      state.textContent = state.dataset.failed;
    });
  }

  input.addEventListener("focus", load, { once: true });
  input.addEventListener("input", show);
  /* The page of the territories gives the answer, at an address to be sent to someone. */
  var isThere = form.action === location.origin + location.pathname;
  function keep(words) {
    history.replaceState(null, "", location.pathname + "#commune=" + encodeURIComponent(words));
  }
  /* Take the words of the address: those of a former one, which a server received, go behind its `#`. */
  function read() {
    var former = new URLSearchParams(location.search).get("commune");
    var kept = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B")).get("commune");
    if (former !== null) keep(former);
    if (former === null && kept === null) return;
    input.value = former === null ? kept : former;
    show();
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (!isThere) {
      location.href = form.action + "#commune=" + encodeURIComponent(input.value);
      return;
    }
    keep(input.value);
    show();
  });
  if (isThere) {
    window.addEventListener("hashchange", read);
    read();
  }
  form.hidden = false;
})();
