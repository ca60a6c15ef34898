/* What is missing or wrong, told beside its field and summed up. */

/** Return the field that a problem is about, else the nearest group or list around it. */
function fieldOf(now, problem) {
  let name = now.nameAt(problem.path);
  while (name && !document.getElementById(`champ-${name}`)) name = name.replace(/(^|\.)[^.[\]]*$|\[\d+\]$/, "");
  return document.getElementById(`champ-${name || "titre"}`);
}

/** Return the label of a field, without its marks. */
function labelOf(form, field) {
  const label = field.tagName === "FIELDSET" ? field.querySelector("legend") : form.querySelector(`[for="${CSS.escape(field.id)}"]`);
  const own = Array.from(label.childNodes).filter((each) => !each.classList || !each.classList.contains("form-required"));
  return own.map((each) => each.textContent).join("").trim();
}

/** Return the title of a field, after that of the group around it: "Lien 2, adresse du lien". */
export function titleOf(form, field) {
  const around = field.parentElement.closest("fieldset");
  const label = labelOf(form, field);
  return around && !around.dataset.list ? `${labelOf(form, around)}, ${label.toLowerCase()}` : label;
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

/** Return each problem with its field, in the order of the page. */
function located(now) {
  const found = now.problems.map((problem) => ({ problem, field: fieldOf(now, problem) }));
  const isBefore = (one, other) => one.field.compareDocumentPosition(other.field) & Node.DOCUMENT_POSITION_FOLLOWING;
  return found.sort((one, other) => (one.field === other.field ? 0 : isBefore(one, other) ? -1 : 1));
}

/** Return what to say of a problem away from its field: which one, unless the message names it. */
function summed(form, { problem, field }) {
  const title = titleOf(form, field);
  return problem.message.includes(`« ${title} »`) ? problem.message : `${title} : ${problem.message}`;
}

/** Say how many answers are missing or wrong, and which. */
export function showMissing(form, now) {
  const count = now.errors.length;
  document.getElementById("manque-etat").textContent = count
    ? `Avant de proposer, il reste ${count} réponse${count > 1 ? "s" : ""} à compléter ou à corriger.`
    : "Tout est juste : vous pouvez proposer.";
  const items = located(now).map((each) => linkTo(each.field, summed(form, each)));
  document.getElementById("manque").replaceChildren(...items);
}

/* Their remedy speaks of the file's lines, or repeats the help that stands above the field. */
const SAID_ABOVE = new Set(["required", "dependentRequired", "minLength", "maxLength", "minimum", "maximum",
  "minItems", "minProperties"]);

/** Show each problem beside its field, and all of them at the top. */
export function showErrors(form, now) {
  for (const error of form.querySelectorAll(".form-error")) {
    error.hidden = true;
    error.textContent = "";
  }
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  const found = located(now);
  for (const { problem, field } of found) showBeside(field, problem);
  const errors = found.filter(({ problem }) => problem.severity === "error");
  const summary = document.getElementById("erreurs");
  summary.hidden = errors.length === 0;
  document.getElementById("erreurs-titre").textContent = errors.length > 1
    ? `${errors.length} réponses sont à compléter ou à corriger`
    : "Une réponse est à compléter ou à corriger";
  summary.querySelector("ul").replaceChildren(...errors.map((each) => linkTo(each.field, summed(form, each))));
}

function showBeside(field, problem) {
  const error = document.getElementById(`${field.id}-erreur`);
  const remedy = SAID_ABOVE.has(problem.code) ? "" : problem.hint;
  error.textContent = `${error.textContent} ${problem.message} ${remedy}`.trim();
  error.hidden = false;
  if (problem.severity === "error") controlOf(field).setAttribute("aria-invalid", "true");
}
