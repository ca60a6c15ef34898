/* The site's only script: the choice of colours, the age of the site, search. Every page is complete without it. */
(function () {
  "use strict";
  var root = document.currentScript.dataset.root.replace(/\/?$/, "/");
  var MAX_RESULTS = 20;
  var MAX_AGE = 15; /* days */

  document.querySelector(".tools").hidden = false;

  /* Colours: follow the system until the reader chooses. */
  var sheet = document.getElementById("dark");
  var toggle = document.getElementById("changer-couleurs");
  function isDark() {
    return window.matchMedia(sheet.media).matches;
  }
  function showState() {
    toggle.setAttribute("aria-pressed", String(isDark()));
  }
  toggle.addEventListener("click", function () {
    var dark = !isDark();
    sheet.media = dark ? "all" : "not all";
    showState();
    try {
      localStorage.setItem("couleurs", dark ? "sombre" : "clair");
    } catch (refused) { /* The choice lasts as long as the page. */ }
  });
  showState();

  /* The site is published every day: after fifteen days without, something is broken, and the reader is told. */
  var published = new Date(document.getElementById("publie-le").dateTime);
  document.getElementById("site-ancien").hidden = Date.now() - published < (MAX_AGE + 1) * 24 * 3600 * 1000;

  /* Search: the index is fetched when the reader opens it, words are compared without accents. */
  var dialog = document.getElementById("recherche");
  var input = document.getElementById("recherche-mots");
  var state = document.getElementById("recherche-etat");
  var list = document.getElementById("recherche-resultats");
  var entries = null;

  function fold(text) {
    return text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae")
      .normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ");
  }
  function load() {
    if (entries) return Promise.resolve();
    return fetch(root + "recherche.json").then(function (answer) {
      return answer.json();
    }).then(function (rows) {
      entries = rows.map(function (row) {
        return { title: row[0], address: row[1], kind: row[2], head: " " + fold(row[0]), text: " " + fold(row.join(" ")) };
      });
    });
  }
  function find(words) {
    var found = entries.filter(function (entry) {
      return words.every(function (word) { return entry.text.indexOf(" " + word) >= 0; });
    });
    function rank(entry) {
      return words.filter(function (word) { return entry.head.indexOf(" " + word) >= 0; }).length;
    }
    return found.map(function (entry) { return [rank(entry), entry]; })
      .sort(function (a, b) { return b[0] - a[0]; })
      .map(function (pair) { return pair[1]; });
  }
  function sentence(count, shown) {
    if (count === 0) return "Aucun résultat. Essayez un autre mot.";
    if (count === 1) return "1 résultat.";
    return count + " résultats" + (count > shown ? ", les " + shown + " premiers sont affichés." : ".");
  }
  function show() {
    var words = fold(input.value).trim().split(" ").filter(Boolean);
    list.textContent = "";
    if (!entries || !words.length) { state.textContent = ""; return; }
    var found = find(words);
    found.slice(0, MAX_RESULTS).forEach(function (entry) {
      var item = document.createElement("li");
      var link = document.createElement("a");
      var kind = document.createElement("span");
      link.href = root + entry.address;
      link.textContent = entry.title;
      kind.textContent = entry.kind;
      item.append(link, " ", kind);
      list.append(item);
    });
    state.textContent = sentence(found.length, MAX_RESULTS);
  }
  var opener = document.getElementById("ouvrir-recherche");
  opener.hidden = !dialog.showModal; /* An old browser reads the lists instead. */
  opener.addEventListener("click", function () {
    dialog.showModal();
    load().then(show, function () {
      state.textContent = "La recherche n'est pas disponible pour l'instant. Vérifiez votre connexion.";
    });
  });
  input.addEventListener("input", show);
  list.addEventListener("click", function () { dialog.close(); });
})();
