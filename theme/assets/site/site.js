/* Script of every page: dark mode, warning when the site is out of date, search dialog. Every page is complete without it.
   Classic script for old phones. */
(function () {
  "use strict";
  var root = document.currentScript.dataset.root.replace(/\/?$/, "/");
  var MAX_AGE_IN_DAYS = 15;

  document.querySelector(".tools").hidden = false;

  /* Dark mode: follow the system until the reader chooses. */
  var sheet = document.getElementById("dark");
  var toggle = document.getElementById("changer-couleurs");
  function isDark() {
    return window.matchMedia(sheet.media).matches;
  }
  /* The button says what it leads to: Material's words and icons, from mkdocs.yml. */
  function showChoice() {
    toggle.querySelector("[data-scheme=default]").hidden = isDark();
    toggle.querySelector("[data-scheme=slate]").hidden = !isDark();
  }
  toggle.addEventListener("click", function () {
    var dark = !isDark();
    sheet.media = dark ? "all" : "not all";
    showChoice();
    try {
      localStorage.setItem("couleurs", dark ? "sombre" : "clair");
    } catch (_error) { /* Storage is refused: the choice lasts as long as the page. */ }
  });
  showChoice();

  /* The site is published every day: warn the reader when that stopped. */
  var published = new Date(document.getElementById("publie-le").dateTime);
  document.getElementById("site-ancien").hidden = Date.now() - published.getTime() < (MAX_AGE_IN_DAYS + 1) * 24 * 3600 * 1000;

  /* Search: the script is loaded when the dialog first opens; browsers without modules or dialogs have no search. */
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
      document.getElementById("recherche-etat").textContent = location.protocol === "file:"
        ? "La recherche ne marche pas dans une copie ouverte depuis un dossier : le navigateur l'interdit. Ouvrez le site à son adresse."
        : "La recherche n'est pas disponible pour l'instant. Vérifiez votre connexion.";
    };
    document.head.append(script);
  });
})();
