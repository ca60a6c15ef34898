/* The script of every page: the choice of colours, the age of the site, the opening of the search. Every page is complete without it. */
(function () {
  "use strict";
  var root = document.currentScript.dataset.root.replace(/\/?$/, "/");
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

  /* Search: its script comes when the reader opens it, once; an old browser reads the lists instead. */
  var dialog = document.getElementById("recherche");
  var opener = document.getElementById("ouvrir-recherche");
  var script = null;
  opener.hidden = !dialog.showModal || !("noModule" in document.createElement("script"));
  opener.addEventListener("click", function () {
    dialog.showModal();
    if (script) return;
    script = document.createElement("script");
    script.type = "module";
    script.src = root + "assets/search/search.js";
    script.onerror = function () {
      script = null;
      document.getElementById("recherche-etat").textContent =
        "La recherche n'est pas disponible pour l'instant. Vérifiez votre connexion.";
    };
    document.head.append(script);
  });
})();
