/* Search of a commune by name or postcode, to find its EPCI (« Et chez moi ? »); an EPCI is found by its name.
   Private: the query is compared in the browser, and an address holds it after its `#`, which servers never receive.
   The list of communes and the text normalization are loaded when the field is first used. Classic script for old phones. */
(function () {
  "use strict";
  var MIN_LETTERS = 2;
  var MAX_RESULTS = 50; /* No French postcode has more communes. */
  var section = document.getElementById("et-chez-moi");
  var form = section.querySelector("form");
  var input = form.elements.commune;
  var status = section.querySelector("[role=status]");
  var list = section.querySelector("ol");
  var templates = section.querySelector("template").content;
  var loading = null;

  /* Load the index of communes and the text normalization, once: Promise of {foldWords, communes}. */
  function load() {
    loading = loading || Promise.all([
      import("../shared/folding.js"),
      fetch(section.dataset.communes).then(function (response) {
        if (!response.ok) throw new Error(String(response.status));
        return response.json();
      })
    ]).then(function (parts) {
      var foldWords = parts[0].foldWords;
      return { foldWords: foldWords, communes: parts[1].flatMap(function (territory) {
        return [[territory.nom, []]].concat(territory.communes).map(function (place) {
          return { territory: territory.id, name: place[0], postcodes: place[1], words: " " + foldWords(place[0]) };
        });
      }).sort(function (a, b) { return a.words < b.words ? -1 : 1; }) };
    });
    loading.catch(function () { loading = null; }); /* The next key press tries again. */
    return loading;
  }

  /* A commune matches when each word of the query starts one of its words or postcodes; spaces may be left out. */
  function findCommunes(communes, query) {
    var words = query.split(" ");
    var compactQuery = query.replace(/ /g, "");
    function rank(commune) {
      if (commune.words === " " + query) return 0;
      return commune.words.indexOf(" " + query) === 0 ? 1 : 2;
    }
    return communes.filter(function (commune) {
      return commune.words.replace(/ /g, "").indexOf(compactQuery) === 0 || words.every(function (word) {
        return commune.words.indexOf(" " + word) >= 0
          || commune.postcodes.some(function (postcode) { return postcode.indexOf(word) === 0; });
      });
    }).sort(function (a, b) { return rank(a) - rank(b); });
  }
  function renderCommune(commune) {
    var item = templates.querySelector('[data-territory="' + commune.territory + '"]').cloneNode(true);
    var postcodes = commune.postcodes.length ? " (" + commune.postcodes.join(", ") + ")" : "";
    item.querySelector("a").textContent = commune.name + postcodes;
    return item;
  }
  function formatCount(count) {
    var key = count === 0 ? "none" : count === 1 ? "one" : count > MAX_RESULTS ? "more" : "many";
    return status.dataset[key].replace("#", count).replace("@", MAX_RESULTS);
  }
  function showResults() {
    load().then(function (index) {
      var query = index.foldWords(input.value);
      var isTooShort = query.length < MIN_LETTERS;
      var communes = isTooShort ? [] : findCommunes(index.communes, query);
      list.textContent = "";
      communes.slice(0, MAX_RESULTS).forEach(function (commune) { list.append(renderCommune(commune)); });
      status.textContent = isTooShort ? "" : formatCount(communes.length);
    }, function () {
      list.textContent = "";
      status.textContent = status.dataset.failed;
    });
  }

  input.addEventListener("focus", load, { once: true });
  input.addEventListener("input", showResults);
  /* Only the page of the territories shows results at an address that can be shared; other pages lead to it. */
  var isResultsPage = form.action === location.origin + location.pathname;
  function writeHash(query) {
    history.replaceState(null, "", location.pathname + "#commune=" + encodeURIComponent(query));
  }
  /* Read the query from the `#` of the address; a former address has it after `?`: move it. */
  function readAddress() {
    var formerQuery = new URLSearchParams(location.search).get("commune");
    var hashQuery = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B")).get("commune");
    if (formerQuery !== null) writeHash(formerQuery);
    if (formerQuery === null && hashQuery === null) return;
    input.value = formerQuery === null ? hashQuery : formerQuery;
    showResults();
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (!isResultsPage) {
      location.href = form.action + "#commune=" + encodeURIComponent(input.value);
      return;
    }
    writeHash(input.value);
    showResults();
  });
  if (isResultsPage) {
    window.addEventListener("hashchange", readAddress);
    readAddress();
  }
  form.hidden = false;
})();
