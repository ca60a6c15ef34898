(function () {
  var choice = localStorage.getItem("couleurs");
  if (choice) document.getElementById("dark").media = choice === "sombre" ? "all" : "not all";
})();
