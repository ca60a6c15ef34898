/* Sharing: copy to the clipboard (HTML for Outlook and Word, plain text elsewhere), and the page's poster,
   drawn when it is asked. Classic script for old phones. */
(function () {
  "use strict";
  var status = document.getElementById("copie-etat");

  function toPlainText(source) {
    var copy = source.cloneNode(true);
    copy.querySelectorAll("br").forEach(function (lineBreak) { lineBreak.replaceWith("\n"); });
    return copy.textContent;
  }
  function selectText(source) {
    var details = source.closest("details");
    if (details) details.open = true;
    getSelection().selectAllChildren(source);
  }
  /* Fallback for browsers without the Clipboard API, and for pages served without https. */
  function copyWithCommand(source, texts) {
    function fill(event) {
      Object.keys(texts).forEach(function (type) { event.clipboardData.setData(type, texts[type]); });
      event.preventDefault();
    }
    selectText(source);
    document.addEventListener("copy", fill);
    var isCopied = document.execCommand("copy");
    document.removeEventListener("copy", fill);
    return isCopied ? Promise.resolve() : Promise.reject();
  }
  function copy(source, texts) {
    if (!window.ClipboardItem || !navigator.clipboard) return copyWithCommand(source, texts);
    /** @type {Record<string, Blob>} */
    var blobs = {};
    Object.keys(texts).forEach(function (type) { blobs[type] = new Blob([texts[type]], { type: type }); });
    return navigator.clipboard.write([new ClipboardItem(blobs)]);
  }

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var source = document.getElementById(button.dataset.copy);
      var plain = document.getElementById(button.dataset.plain);
      var texts = { "text/plain": plain ? plain.textContent : toPlainText(source) };
      if (!source.href) texts["text/html"] = source.innerHTML;
      status.textContent = "";
      copy(source, texts).then(function () {
        status.textContent = button.dataset.done;
      }, function () {
        selectText(source);
        status.textContent = status.dataset.failed;
      });
    });
  });

  var poster = document.querySelector('[href="#affiche"]');
  var isLoaded = false;
  function loadPoster() {
    if (location.hash !== "#affiche" || isLoaded) return;
    isLoaded = true;
    import("./poster.js").then(function (module) { module.followAddress(poster, poster.dataset.style); });
  }
  if (poster) {
    poster.hidden = false;
    window.addEventListener("hashchange", loadPoster);
    loadPoster();
  }
})();
