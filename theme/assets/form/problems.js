/* Display of the problems of the form: beside their fields, and summed up in lists of links. */

/** Return the field of a problem, or the nearest group or list around it. */
function fieldOf(state, problem) {
  let name = state.nameAt(problem.path);
  while (name && !document.getElementById(`champ-${name}`)) name = name.replace(/(^|\.)[^.[\]]*$|\[\d+\]$/, "");
  return document.getElementById(`champ-${name || "titre"}`);
}

/** Return the label of a field, without its "required" mark. */
function labelOf(form, field) {
  const label = field.tagName === "FIELDSET" ? field.querySelector("legend") : form.querySelector(`[for="${CSS.escape(field.id)}"]`);
  const nodes = Array.from(label.childNodes).filter((node) => !node.classList || !node.classList.contains("form-required"));
  return nodes.map((node) => node.textContent).join("").trim();
}

/**
 * Return the title of a field, preceded by that of its group: "Lien 2, adresse du lien".
 * @param {HTMLFormElement} form
 * @param {HTMLElement} field
 * @returns {string}
 */
export function titleOf(form, field) {
  const group = field.parentElement.closest("fieldset");
  const label = labelOf(form, field);
  return group && !group.dataset.list ? `${labelOf(form, group)}, ${label.toLowerCase()}` : label;
}

/** Return the control that takes the focus for a field: the first one of a group. */
function controlOf(field) {
  return field.tagName === "FIELDSET" ? field.querySelector("input, select, textarea") : field;
}

function renderLink(field, text) {
  const link = document.createElement("a");
  link.href = `#${controlOf(field).id || field.id}`;
  link.textContent = text;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    controlOf(field).focus();
  });
  const item = document.createElement("li");
  item.append(link);
  return item;
}

/* Codes that say only that an answer is not written as the files store it. */
const CODES_OF_WRITING = new Set(["pattern", "type"]);

/** Return a problem whose sentence says how to type the answer, when it could not be read. */
function explainTyping(problem, field) {
  const example = field.dataset.read && CODES_OF_WRITING.has(problem.code) && field.parentElement.querySelector(".form-example");
  if (!example) return problem;
  return { ...problem, message: `« ${field.value.trim()} » n'est pas compris.`, hint: `Écrivez ainsi : ${example.textContent.replace(/^.*: /, "")}.` };
}

/** Return `{problem, field}` for each problem, in the order of the page. */
function locateProblems(state) {
  const located = state.problems.map((problem) => {
    const field = fieldOf(state, problem);
    return { problem: explainTyping(problem, field), field };
  });
  const isBefore = (a, b) => a.field.compareDocumentPosition(b.field) & Node.DOCUMENT_POSITION_FOLLOWING;
  return located.sort((a, b) => (a.field === b.field ? 0 : isBefore(a, b) ? -1 : 1));
}

/** Return the text of a problem in a list: preceded by the field's title, unless the message has it. */
function formatSummary(form, { problem, field }) {
  const title = titleOf(form, field);
  return problem.message.includes(`« ${title} »`) ? problem.message : `${title} : ${problem.message}`;
}

/**
 * List what is missing or wrong, with its count.
 * @param {HTMLFormElement} form
 * @param {FormState} state
 */
export function showMissing(form, state) {
  const count = state.errors.length;
  document.getElementById("manque-etat").textContent = count
    ? `Avant de proposer, il reste ${count} réponse${count > 1 ? "s" : ""} à compléter ou à corriger.`
    : "Tout est juste : vous pouvez proposer.";
  document.getElementById("barre-etat").textContent = count ? `${count} réponse${count > 1 ? "s manquent" : " manque"}` : "Tout est juste";
  document.getElementById("barre-voir").hidden = count === 0;
  const items = locateProblems(state).map((located) => renderLink(located.field, formatSummary(form, located)));
  document.getElementById("manque").replaceChildren(...items);
}

/* Codes whose hint is not shown: it is about lines of a file, or repeats the help above the field. */
const CODES_WITHOUT_HINT = new Set(["required", "dependentRequired", "minLength", "maxLength", "minimum", "maximum",
  "minItems", "minProperties"]);

/**
 * Show each problem beside its field, and all errors at the top; only those of `leftFields`, and no summary, if given.
 * @param {HTMLFormElement} form
 * @param {FormState} state
 * @param {Set<string>} [leftFields] - identifiers of the fields that were answered and left.
 */
export function showErrors(form, state, leftFields) {
  for (const error of form.querySelectorAll(".form-error")) {
    error.hidden = true;
    error.textContent = "";
    error.classList.add("form-error--doubt"); /* Until a certain error is told there. */
  }
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  const locatedProblems = locateProblems(state).filter(({ field }) => !leftFields || leftFields.has(field.id));
  for (const { problem, field } of locatedProblems) showBeside(field, problem);
  for (const doubt of form.querySelectorAll(".form-error--doubt:not([hidden])")) doubt.prepend("À vérifier : ");
  const errors = locatedProblems.filter(({ problem }) => problem.severity === "error");
  const summary = document.getElementById("erreurs");
  summary.hidden = errors.length === 0 || leftFields !== undefined;
  document.getElementById("erreurs-titre").textContent = errors.length > 1
    ? `${errors.length} réponses sont à compléter ou à corriger`
    : "Une réponse est à compléter ou à corriger";
  summary.querySelector("ul").replaceChildren(...errors.map((located) => renderLink(located.field, formatSummary(form, located))));
}

function showBeside(field, problem) {
  const error = document.getElementById(`${field.id}-erreur`);
  const hint = CODES_WITHOUT_HINT.has(problem.code) ? "" : problem.hint;
  error.textContent = `${error.textContent} ${problem.message} ${hint}`.trim();
  error.hidden = false;
  if (problem.severity !== "error") return;
  error.classList.remove("form-error--doubt");
  controlOf(field).setAttribute("aria-invalid", "true");
}
