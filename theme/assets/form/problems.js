/* What is missing or wrong, told beside its field and summed up. */

/** Return the field that a problem is about, else the nearest group or list around it. */
function fieldOf(now, problem) {
  let name = now.nameAt(problem.path);
  while (name && !document.getElementById(`champ-${name}`)) name = name.replace(/(^|\.)[^.[\]]*$|\[\d+\]$/, "");
  return document.getElementById(`champ-${name || "titre"}`);
}

/** Return the label of a field, without its marks. */
export function labelOf(form, field) {
  const label = field.tagName === "FIELDSET" ? field.querySelector("legend") : form.querySelector(`[for="${CSS.escape(field.id)}"]`);
  return label.firstChild.textContent.trim();
}

/** Return the control to go to for a field: a group's first one. */
function controlOf(field) {
  return field.tagName === "FIELDSET" ? field.querySelector("input, select, textarea") : field;
}

function linkTo(field, text) {
  const link = document.createElement("a");
  link.href = `#${controlOf(field).id || field.id}`;
  link.textContent = text;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    controlOf(field).focus();
  });
  const item = document.createElement("li");
  item.append(link);
  return item;
}

/** Say how many answers are missing or wrong, and which. */
export function showMissing(form, now) {
  const count = now.errors.length;
  document.getElementById("manque-etat").textContent = count
    ? `Avant de proposer, il reste ${count} réponse${count > 1 ? "s" : ""} à compléter ou à corriger.`
    : "Tout est juste : vous pouvez proposer.";
  document.getElementById("manque").replaceChildren(...now.problems.map((each) => linkTo(fieldOf(now, each), each.message)));
}

/* Their remedy speaks of the file's lines, or repeats the help that stands above the field. */
const SAID_ABOVE = new Set(["required", "dependentRequired", "type", "pattern", "minLength", "maxLength", "minimum", "maximum",
  "minItems", "minProperties"]);

/** Show each problem beside its field, and all of them at the top. */
export function showErrors(form, now) {
  for (const error of form.querySelectorAll(".form-error")) {
    error.hidden = true;
    error.textContent = "";
  }
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  for (const each of now.problems) {
    const field = fieldOf(now, each);
    const error = document.getElementById(`${field.id}-erreur`);
    const remedy = SAID_ABOVE.has(each.code) ? "" : each.hint;
    error.textContent = `${error.textContent} ${each.message} ${remedy}`.trim();
    error.hidden = false;
    if (each.severity === "error") controlOf(field).setAttribute("aria-invalid", "true");
  }
  const summary = document.getElementById("erreurs");
  summary.hidden = now.errors.length === 0;
  document.getElementById("erreurs-titre").textContent = now.errors.length > 1
    ? `${now.errors.length} réponses sont à compléter ou à corriger`
    : "Une réponse est à compléter ou à corriger";
  summary.querySelector("ul").replaceChildren(
    ...now.errors.map((each) => {
      const field = fieldOf(now, each);
      return linkTo(field, `${labelOf(form, field)} : ${each.message}`);
    }),
  );
}
