/* Search of a commune by name or postcode, to find its page (« Et chez moi ? »); an EPCI is found by its name.
   Private: the query is compared in the browser, and an address holds it after its `#`, which servers never receive.
   The list of communes and the comparison are loaded when the field is first used. Classic script for old phones. */
(function () {
  "use strict";
  var MAX_RESULTS = 50; /* No French postcode has more communes. */
  var section = document.getElementById("et-chez-moi");
  var department = { code: section.dataset.departmentCode, name: section.dataset.departmentName };
  var form = section.querySelector("form");
  var input = form.elements.commune;
  var status = section.querySelector("[role=status]");
  var list = section.querySelector("ol");
  var templates = section.querySelector("template").content;
  var loading = null;

  /* Load the communes and the functions that compare them, once: Promise of a function that takes a query. */
  function load() {
    loading = loading || Promise.all([
      import("./find-communes.js"),
      fetch(section.dataset.communes).then(function (response) {
        if (!response.ok) throw new Error(String(response.status));
        return response.json();
      })
    ]).then(function (parts) {
      var places = parts[0].indexPlaces(parts[1]);
      return function (query) { return parts[0].findPlaces(places, query, department); };
    });
    loading.catch(function () { loading = null; }); /* The next key press tries again. */
    return loading;
  }

  function renderPlace(place) {
    var item = templates.querySelector('[data-territory="' + place.territory + '"]').cloneNode(true);
    var link = item.querySelector("a");
    link.textContent = place.name + (place.postcodes.length ? " (" + place.postcodes.join(", ") + ")" : "");
    if (place.slug) {
      link.href = section.dataset.pages + place.slug + "/";
      item.querySelector("[data-kind]").textContent = place.former
        ? section.dataset.former.replace("#", function () { return place.former; }) + " " : "";
    }
    return item;
  }
  function formatCount(found, query) {
    var count = found.places.length;
    var key = count === 0 ? (/^[\d\s]+$/.test(query) ? "noPostcode" : "none")
      : found.isGuess ? "guess" : count === 1 ? "one" : count > MAX_RESULTS ? "more" : "many";
    return status.dataset[key].replace("#", count).replace("@", MAX_RESULTS);
  }
  function showResults() {
    load().then(function (find) {
      var query = input.value.trim();
      var found = find(query);
      list.textContent = "";
      found.places.slice(0, MAX_RESULTS).forEach(function (place) { list.append(renderPlace(place)); });
      status.textContent = query ? formatCount(found, query) : "";
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
