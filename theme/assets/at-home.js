/* « Et chez moi ? »: finds a commune by its name or its postcode, and the EPCI that it belongs to.
   What is typed is compared here: the list of communes comes from the site itself, when the field is first used. */
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

  function fold(text) {
    return text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae")
      .normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim()
      .replace(/\bst\b/g, "saint").replace(/\bste\b/g, "sainte");
  }
  function load() {
    loading = loading || fetch(block.dataset.communes).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }).then(function (territories) {
      return territories.flatMap(function (territory) {
        return territory.communes.map(function (commune) {
          return { territory: territory.id, name: commune[0], codes: commune[1], words: " " + fold(commune[0]) };
        });
      }).sort(function (a, b) { return a.words < b.words ? -1 : 1; });
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
    copy.querySelector("a").textContent = commune.name + " (" + commune.codes.join(", ") + ")";
    return copy;
  }
  function sentence(count) {
    var which = count === 0 ? "none" : count === 1 ? "one" : count > MOST_SHOWN ? "more" : "many";
    return state.dataset[which].replace("#", count).replace("@", MOST_SHOWN);
  }
  function show() {
    load().then(function (communes) {
      var sought = fold(input.value);
      var isTooShort = sought.length < FEWEST_LETTERS;
      var found = isTooShort ? [] : find(communes, sought);
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
  /* On the page of the territories the answer is already there: the address alone follows, to be sent to someone. */
  if (form.action === location.origin + location.pathname) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      history.replaceState(null, "", "?commune=" + encodeURIComponent(input.value));
      show();
    });
    input.value = new URLSearchParams(location.search).get("commune") || "";
    if (input.value) show();
  }
  form.hidden = false;
})();
