/* What shares a page: its poster, whose styles are loaded only when it is asked; a link or a text that is copied,
   with its bold and its links for Outlook and Word, without for the rest. */
(function () {
  "use strict";
  var state = document.getElementById("copie-etat");

  function plainOf(source) {
    var copy = source.cloneNode(true);
    copy.querySelectorAll("br").forEach(function (each) { each.replaceWith("\n"); });
    return copy.textContent;
  }
  function select(source) {
    var around = source.closest("details");
    if (around) around.open = true;
    getSelection().selectAllChildren(source);
  }
  /* Browsers of before the clipboard's own interface, and pages served without https. */
  function copyOld(source, texts) {
    function fill(event) {
      Object.keys(texts).forEach(function (type) { event.clipboardData.setData(type, texts[type]); });
      event.preventDefault();
    }
    select(source);
    document.addEventListener("copy", fill);
    var done = document.execCommand("copy");
    document.removeEventListener("copy", fill);
    return done ? Promise.resolve() : Promise.reject();
  }
  function copy(source, texts) {
    if (!window.ClipboardItem || !navigator.clipboard) return copyOld(source, texts);
    var blobs = {};
    Object.keys(texts).forEach(function (type) { blobs[type] = new Blob([texts[type]], { type: type }); });
    return navigator.clipboard.write([new ClipboardItem(blobs)]);
  }

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var source = document.getElementById(button.dataset.copy);
      var plain = document.getElementById(button.dataset.plain);
      var texts = { "text/plain": plain ? plain.textContent : plainOf(source) };
      if (!source.href) texts["text/html"] = source.innerHTML;
      state.textContent = "";
      copy(source, texts).then(function () {
        state.textContent = button.dataset.done;
      }, function () {
        select(source);
        state.textContent = state.dataset.failed;
      });
    });
  });

  var poster = document.getElementById("affiche");
  var print = document.getElementById("imprimer");
  function dress() {
    if (location.hash !== "#affiche" || !poster.dataset.style) return;
    var style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = poster.dataset.style;
    delete poster.dataset.style;
    document.head.append(style);
  }
  if (poster) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
    window.addEventListener("hashchange", dress);
    dress();
  }
})();
