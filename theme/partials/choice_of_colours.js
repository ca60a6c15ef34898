(function () {
  try {
    var choice = localStorage.getItem("couleurs");
    if (choice) document.getElementById("dark").media = choice === "sombre" ? "all" : "not all";
  } catch (refused) { /* The reader's browser keeps nothing: the system's colours stay. */ }
})();
