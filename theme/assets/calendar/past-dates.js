/* Past meetings: a page read days after its publication hides or moves what is over by now, by the clock of the department.
   `data-last-day` is the day of an element; only one with a `data-end` hour can be over on that day. Classic script for old phones. */
(function () {
  "use strict";
  var timeZone = document.currentScript.dataset.timeZone;

  function padNumber(number) {
    return ("0" + number).slice(-2);
  }
  /* Return the current date and time in the department, "2025-12-04T14:30". */
  function currentMoment() {
    var now = new Date();
    var parts = {};
    /** @type {Intl.DateTimeFormatOptions} */
    var options = { timeZone: timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
    try {
      new Intl.DateTimeFormat("en", options).formatToParts(now).forEach(function (part) { parts[part.type] = part.value; });
    } catch (_error) { /* An old browser without time zones: use the device's own time. */
      parts = { year: now.getFullYear(), month: padNumber(now.getMonth() + 1), day: padNumber(now.getDate()), hour: now.getHours(), minute: now.getMinutes() };
    }
    return parts.year + "-" + parts.month + "-" + parts.day + "T" + padNumber(parts.hour) + ":" + padNumber(parts.minute);
  }
  function selectAll(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }
  var now = currentMoment();
  function isOver(element) {
    return element.dataset.lastDay + "T" + (element.dataset.end || "24:00") <= now;
  }

  selectAll("[data-when-over]").filter(isOver).forEach(function (element) {
    element.hidden = element.dataset.whenOver === "hide";
  });

  selectAll("[data-next]").forEach(function (list) {
    var items = selectAll("[data-last-day]", list);
    var next = items.filter(function (item) { return !isOver(item); })[0];
    items.forEach(function (item) { item.hidden = item !== next; });
    list.querySelector("[data-none]").hidden = Boolean(next);
  });

  selectAll("[data-over-to]").forEach(function (list) {
    var target = document.getElementById(list.dataset.overTo);
    selectAll(".item", list).filter(isOver).forEach(function (item) {
      target.querySelector("ul").append(item);
      target.hidden = false;
    });
    if (!list.querySelector(".item")) selectAll("[data-none]", list).forEach(function (message) { message.hidden = false; });
  });
})();
