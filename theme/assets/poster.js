/* The poster's one button: printing, for whom has a script. */
(function () {
  "use strict";
  var button = document.getElementById("imprimer");
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
})();
