/* A page may be read days after it was published: what is over since then, in Paris, is told as over.
   Of today, only what has a known end, told by `data-end`, can be over. */
(function () {
  "use strict";

  function two(number) {
    return ("0" + number).slice(-2);
  }
  /* Return the moment in Paris, "2025-12-04T14:30". */
  function moment() {
    var now = new Date();
    var parts = {};
    var asked = { timeZone: "Europe/Paris", hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
    try {
      new Intl.DateTimeFormat("en", asked).formatToParts(now).forEach(function (part) { parts[part.type] = part.value; });
    } catch (unknown) { /* An old browser: the device's own time is the nearest that it knows. */
      parts = { year: now.getFullYear(), month: two(now.getMonth() + 1), day: two(now.getDate()), hour: now.getHours(), minute: now.getMinutes() };
    }
    return parts.year + "-" + parts.month + "-" + parts.day + "T" + two(parts.hour) + ":" + two(parts.minute);
  }
  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }
  var now = moment();
  function isOver(element) {
    return element.dataset.lastDay + "T" + (element.dataset.end || "24:00") <= now;
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
