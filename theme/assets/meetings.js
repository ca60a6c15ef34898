/* A page may be read days after it was published: what is over since then, in Paris, is told as over. */
(function () {
  "use strict";

  function today() {
    var now = new Date();
    var parts = {};
    try {
      new Intl.DateTimeFormat("en", { timeZone: "Europe/Paris", year: "numeric", month: "2-digit", day: "2-digit" })
        .formatToParts(now).forEach(function (part) { parts[part.type] = part.value; });
    } catch (unknown) { /* An old browser: the device's own day is the nearest that it knows. */
      parts = { year: now.getFullYear(), month: ("0" + (now.getMonth() + 1)).slice(-2), day: ("0" + now.getDate()).slice(-2) };
    }
    return parts.year + "-" + parts.month + "-" + parts.day;
  }
  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }
  var day = today();
  function isOver(element) {
    return element.dataset.lastDay < day;
  }

  all("[data-when-over]").filter(isOver).forEach(function (element) {
    element.hidden = element.dataset.whenOver === "hide";
  });

  all("[data-next]").forEach(function (list) {
    var items = all("[data-last-day]", list);
    var next = items.filter(function (item) { return !isOver(item); })[0];
    items.forEach(function (item) { item.hidden = item !== next; });
    list.querySelector("[data-none]").hidden = Boolean(next);
  });

  all("[data-over-to]").forEach(function (list) {
    var target = document.getElementById(list.dataset.overTo);
    all(".item", list).filter(isOver).forEach(function (item) {
      target.querySelector("ul").append(item);
      target.hidden = false;
    });
    if (!list.querySelector(".item")) all("[data-none]", list).forEach(function (none) { none.hidden = false; });
  });
})();
