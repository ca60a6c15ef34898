/* Contribution form of an action or a meeting: validates the input, shows its YAML and its preview, and submits it. */

import { addItem, clearForm, fillForm, readForm, removeItem, understand } from "./answers.js";
import { showChanges, writeAnswers } from "./changes.js";
import { check } from "./check.js";
import { openDraft } from "./draft.js";
import { renderPreview } from "./preview.js";
import { showErrors, showMissing } from "./problems.js";
import { LINK_PREFIX, buildSheetLink, readSheetLink } from "./sheet-link.js";
import { formatEuros, formatHour, formatNumber, formatShortDate } from "./french.js";
import { PartialDate } from "./records.js";
import { writeItem, writeSheet } from "./yaml.js";
import { fold } from "../shared/folding.js";

const form = document.getElementById("formulaire");
const { kind, scope, root, repository, branch, mailbox, timeZone } = form.dataset;
const isAction = kind === "action";
const order = form.dataset.order.split(" ");
const params = new URLSearchParams(location.search);
const isNews = scope === "nouvelles";
const modifiedId = isNews ? params.get("action") : isAction ? params.get("modifier") : null;
const identifierField = document.getElementById(isAction ? "champ-identifiant" : "champ-id");
/* Who opens a received link keeps the draft of one's own. */
const isReceived = location.hash.startsWith(LINK_PREFIX);
const draft = openDraft(root, `${isReceived ? "lien:" : ""}${modifiedId ? `${scope}:${modifiedId}` : scope}`);

let rules; /* Rules of `check`. */
let previewSource; /* Data and compiled template of the preview. */
let original = null; /* The published sheet that is modified, if any. */
let isPlaceUnsaid = false; /* It says no place: that is the whole department. */
let kept = {}; /* The answers of the published sheet that this form does not ask for. */
let base; /* The same, as the form holds it: a draft remembers it. */
let wasRefused = false; /* After a refused submission, all errors are shown beside their fields. */
const leftFields = new Set(); /* Before, those of the fields that were answered and left. */

const byId = (id) => document.getElementById(id);

/** Format today's date in the department, AAAA-MM-JJ. */
function formatToday() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date());
}

/** Build the identifier of a title: its first words (roadmap/text/identifiers.py). */
function buildIdentifier(title) {
  const { maxLength, minLength, pattern } = rules.identifiant;
  const folded = fold(title);
  const slug = folded.length <= maxLength ? folded : folded.slice(0, maxLength).replace(/-[^-]*$/, "");
  return !slug || (slug.length >= minLength && new RegExp(pattern, "u").test(slug)) ? slug : `${slug}-1`;
}

/** Read the form; return its value, its problems and its YAML. */
function readState() {
  const { value: answers, nameAt } = readForm(form, rules);
  /** @type {Sheet} */
  const value = leaveOutDepartment({ ...kept, ...answers });
  const name = identifierField.value;
  const lacksPlace = isAction && !isNews && !answers.territoires && !answers.communes;
  const context = { today: formatToday(), identifier: isAction ? name : null, isNew: !modifiedId, lacksPlace };
  const problems = check(kind, value, rules, context).filter(({ path }) => value.titre || path[0] !== "identifiant");
  const text = isAction ? writeSheet(value, order) : writeItem(sortKeys(value));
  return { value, nameAt, name, text, problems, errors: problems.filter((problem) => problem.severity === "error") };
}

/** A published sheet that says no place is one of the whole department: it stays as it is. */
function leaveOutDepartment(value) {
  const { territoires, ...rest } = value;
  return isPlaceUnsaid && String(territoires) === previewSource.data.departement.id ? rest : value;
}

/** Return a value with its keys in the order of the schema. */
function sortKeys(value) {
  return Object.fromEntries(order.filter((key) => key in value).map((key) => [key, value[key]]));
}

function update() {
  const state = readState();
  byId("fiche-yaml").textContent = state.text;
  if (isAction) showPreview(state);
  if (isNews) unfoldMissing(state);
  showMissing(form, state);
  if (original) showChanges(form, original, state.value);
  showErrors(form, state, wasRefused ? undefined : leftFields);
  updateLink(state);
}

/** Show the preview of the page, once it has a title, with inactive links. */
function showPreview(state) {
  byId("apercu-page").hidden = !state.value.titre;
  const page = byId("apercu");
  page.innerHTML = renderPreview({ ...state.value, id: state.name }, previewSource.data, formatToday(), previewSource.block);
  for (const link of page.querySelectorAll("a")) link.removeAttribute("href");
}

/* Submission. */

/** Submit the form, unless it has errors; `send` takes the state and the functions of submission.js. */
async function submit(send) {
  const state = readState();
  wasRefused = state.errors.length > 0;
  showErrors(form, state);
  if (wasRefused) byId("erreurs").focus();
  else send(state, await import("./submission.js"));
}

function showStatus(...texts) {
  byId("sortie-etat").replaceChildren(...texts.map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  }));
}

function filePath(state) {
  return isAction ? `data/actions/${state.name}.yaml` : "data/calendar.yaml";
}

async function sendToGithub(state, { buildGithubUrl, copyText }) {
  const { url, mustPaste } = buildGithubUrl(repository, branch, filePath(state), state.text, isAction && !modifiedId);
  /* A sign-in may lose the address: copy first. */
  const isCopied = await copyText(state.text);
  showStatus(
    isCopied ? "Votre texte est copié." : "La copie a été refusée par le navigateur : sélectionnez le texte ci-dessus et copiez-le.",
    "GitHub s'ouvre dans un autre onglet : connectez-vous d'abord, s'il le demande.",
    nextStep(mustPaste),
  );
  window.open(url, "_blank", "noopener");
}

async function openTicket(state, { buildTicketUrl, copyText, writeMessage }) {
  const message = writeMessage(await describeProposal(state));
  const { url, mustPaste } = buildTicketUrl(repository, subjectOf(state), message);
  const isCopied = await copyText(message);
  showStatus(
    isCopied ? "Votre texte est copié." : "La copie a été refusée par le navigateur : téléchargez le fichier.",
    "GitHub s'ouvre dans un autre onglet : connectez-vous d'abord, s'il le demande.",
    mustPaste ? "Collez votre texte dans le ticket, puis suivez « Create » (créer)." : "Le ticket est déjà rempli (sinon, collez) : suivez « Create » (créer).",
  );
  window.open(url, "_blank", "noopener");
}

/** Say what to do on the page of GitHub. */
function nextStep(mustPaste) {
  if (!mustPaste) return "Le fichier y est déjà rempli (sinon, collez). Suivez « Propose changes », puis « Create pull request ».";
  if (modifiedId) return "Remplacez tout le texte du fichier par le vôtre, puis suivez « Commit changes ».";
  if (isAction) return "Votre texte est trop long pour être écrit d'avance : collez-le, puis suivez « Propose changes ».";
  return "Collez vos lignes tout en bas du fichier, puis suivez « Commit changes ».";
}

/** Return the address of this form, without what it holds after `#`. */
function formAddress() {
  const query = modifiedId ? `?${isNews ? "action" : "modifier"}=${encodeURIComponent(modifiedId)}` : "";
  return `${location.origin}${location.pathname}${query}`;
}

/** Return what the message of a proposal holds. */
async function describeProposal(state) {
  const title = state.value.titre;
  const intro = modifiedId ? `Je propose de modifier l'action « ${title} » :` : isAction ? "Je propose une action :" : "J'annonce une réunion :";
  const link = await buildSheetLink(formAddress(), readDraft());
  const file = isAction ? `Le fichier ${filePath(state)} :` : `Les lignes à ajouter à la fin de ${filePath(state)} :`;
  const note = isNews ? /** @type {HTMLTextAreaElement} */ (byId("mot")).value.trim() : "";
  const lines = [...writeAnswers(form, original, state.value), ...(note ? ["", note] : [])];
  return { intro, lines, link, file, text: state.text };
}

/** Return the subject of a message, in one line. */
function subjectOf({ value: { titre } }) {
  return modifiedId ? `Modifier l'action : ${titre}` : isAction ? `Proposition d'action : ${titre}` : `Annonce d'une réunion : ${titre}`;
}

async function sendByMail(state, { buildMailto, copyText, downloadFile, writeMessage }) {
  const proposal = await describeProposal(state);
  const { url, mustPaste } = buildMailto(mailbox, subjectOf(state), proposal);
  if (mustPaste) {
    saveFile(state, { downloadFile });
    const isCopied = await copyText(writeMessage(proposal));
    showStatus(isCopied
      ? "Le texte est trop long pour être écrit d'avance : il est copié, collez-le dans le courriel qui s'ouvre. Le fichier est aussi téléchargé."
      : "Le texte est trop long pour être écrit d'avance : le fichier vient d'être téléchargé, joignez-le au courriel qui s'ouvre.");
  } else {
    showStatus("Votre messagerie s'ouvre. Si rien ne se passe, copiez le texte et collez-le dans un courriel.", `Adresse : ${mailbox}`);
  }
  location.href = url;
}

async function copyMessage(state, { copyText, writeMessage }) {
  const isCopied = await copyText(writeMessage(await describeProposal(state)));
  showStatus(isCopied ? "Le texte est copié : collez-le dans un courriel." : "La copie a été refusée par le navigateur : téléchargez le fichier.");
}

let linkUpdates = 0;

/** Keep the link that carries the answers up to date; a slower update must not replace a later one. */
async function updateLink(state) {
  const turn = (linkUpdates += 1);
  const link = await buildSheetLink(formAddress(), readDraft());
  if (turn !== linkUpdates) return;
  const anchor = /** @type {HTMLAnchorElement} */ (byId("lien-fiche"));
  anchor.closest(".form-exit").hidden = !link || !state.value.titre;
  if (link) anchor.href = link;
}

function saveFile(state, { downloadFile }) {
  downloadFile(isAction ? `${state.name}.yaml` : `${state.name}-reunion.yaml`, state.text);
  showStatus("Le fichier est téléchargé.");
}

/* Start. */

async function fetchJson(address) {
  const response = await fetch(`${root}/${address}`);
  if (!response.ok) throw new Error(address);
  return response.json();
}

/** Load the rules and the preview; return the published sheet to modify, if any. */
async function loadData() {
  const [data, block, published] = await Promise.all([
    fetchJson("contribuer/formulaire.json"),
    isAction ? import(new URL(`${root}/contribuer/page_action.js`, location.href).href) : null,
    modifiedId ? fetchJson("donnees/actions.json") : null,
  ]);
  rules = data.rules;
  previewSource = { data: { ...data.preview, communes: {} }, block };
  return published && published.actions.find(({ identifiant, anciens_identifiants: formerIds = [] }) => [identifiant, ...formerIds].includes(modifiedId));
}

let communesLoading; /* Promise, once an answer needs the communes. */

/** Load the communes, and propose their names them as they are typed. */
function loadCommunes() {
  communesLoading ??= Promise.all([import("./communes.js"), import("./suggestions.js")]).then(async ([communes, suggestions]) => {
    await communes.loadCommunes(root, rules);
    const { communes: known } = rules.known;
    previewSource.data.communes = Object.fromEntries(known.map((commune) => [commune.id, commune]));
    suggestions.suggestNames(byId("champ-communes"), byId("champ-communes-propositions"), known.map(({ nom }) => nom));
    showUnderstood(byId("champ-communes"));
    update();
  });
  communesLoading.catch(() => { communesLoading = undefined; }); /* The next visit of the field tries again. */
  return communesLoading;
}

/** Return the places of a sheet as the form shows them: the whole department is said, communes have their names. */
function namePlaces({ territoires, communes }) {
  const { departement } = previewSource.data;
  return {
    territoires: territoires ?? (communes ? [] : [departement.id]),
    communes: communes ? nameCommunes(communes) : [],
  };
}

/** Return the names of communes by code; what is not a known code, as it is. */
function nameCommunes(codes) {
  const { communes } = previewSource.data;
  return codes.map((code) => (Object.hasOwn(communes, code) ? communes[code].nom : code));
}

/** Fill the form with a published sheet; `confirmer` in the address confirms it as of today. */
async function openSheet(sheet) {
  const { identifiant, ...rest } = sheet;
  if (rest.communes) await loadCommunes();
  fillForm(form, { ...rest, ...namePlaces(rest) });
  identifierField.value = identifiant;
  identifierField.readOnly = true;
  kept = Object.fromEntries(Object.entries(rest).filter(([key]) => !byId(`champ-${key}`)));
  isPlaceUnsaid = !rest.territoires && !rest.communes;
  original = leaveOutDepartment({ ...kept, ...readForm(form, rules).value });
  base = readForm(form).value;
  if (isNews) form.elements.confirme_le.value = formatToday();
  if (!isNews) document.querySelector("main h1").textContent = "Modifier une action";
  const note = byId("modification");
  note.textContent = isNews ? `Où en est « ${sheet.titre} » ? Changez ce qui a changé, puis envoyez.` : `Vous modifiez l'action « ${sheet.titre} ». Tant que la modification n'est pas acceptée, la page ne change pas.`;
  note.hidden = false;
  if (params.has("confirmer")) {
    form.elements.confirme_le.value = formatToday();
    byId("resultat").scrollIntoView();
  }
}

/**
 * Fill the form with the answers of a received link, else with the draft of this browser. What was changed of a link since
 * it was opened is a draft too, for that link alone.
 */
async function restoreDraft() {
  const received = await readSheetLink(location.hash);
  byId("lien-abime").hidden = !isReceived || Boolean(received);
  const saved = params.has("confirmer") ? null : draft.restore();
  const content = isReceived && saved?.link !== location.hash ? received : saved;
  if (!content) return;
  if (content.value.communes) await loadCommunes();
  fillForm(form, await mergeWithPublished(content));
  if (isAction && !modifiedId) identifierField.value = content.identifiant || "";
  byId("brouillon-etat").textContent = isReceived ? "Réponses reçues par un lien : relisez-les, puis proposez." : "Brouillon repris.";
}

/** Return the answers of a draft; when the site has moved on since it was begun, say so and take what it did not change. */
async function mergeWithPublished(content) {
  if (!base || !content.base || JSON.stringify(content.base) === JSON.stringify(base)) return content.value;
  const [{ mergeDraft }, { showConflict }] = await Promise.all([import("./merge.js"), import("./conflict.js")]);
  const merge = mergeDraft(content.base, base, content.value);
  showConflict(form, merge, base, (key) => {
    fillForm(form, { ...readForm(form).value, [key]: base[key] ?? [] });
    saveDraft();
    update();
  });
  return merge.value;
}

/** Return what a draft or a link holds: the answers as they were typed, and the published sheet that they began from. */
function readDraft() {
  return { value: readForm(form).value, identifiant: identifierField.value, base };
}

function saveDraft() {
  const isSaved = draft.save({ ...readDraft(), ...(isReceived && { link: location.hash }) });
  byId("brouillon-etat").textContent = isSaved ? "" : "Ce navigateur refuse de garder le brouillon : ne fermez pas l'onglet.";
}

/** Say under a field what was understood of its answer, unless it was typed as it is filed. */
function showUnderstood(control) {
  const place = control.dataset.read && control.parentElement.querySelector(".form-understood");
  if (!place) return;
  const value = understand(control, rules);
  const isTyped = value === null || (Array.isArray(value) ? nameCommunes(value).join(", ") : value) === control.value.trim();
  place.textContent = isTyped ? "" : `Compris : ${formatUnderstood(control, value)}`;
}

function formatUnderstood(control, value) {
  switch (control.dataset.read) {
    case "date": case "day": return formatShortDate(new PartialDate(value));
    case "hour": return formatHour(value);
    case "integer": case "number": return control.name.endsWith("montant") ? formatEuros(Number(value)) : formatNumber(Number(value));
    case "communes": return nameCommunes(value).join(", ");
    case "siren": return value.replace(/(\d{3})(?=\d)/g, "$1 ");
    default: return value;
  }
}

/** Open the parts that a new status asks to fill in: a leader, a reason. */
function unfoldMissing(state) {
  for (const { path } of state.errors) {
    const part = byId(`champ-${path[0]}`)?.closest("details.form-more");
    if (part) part.open = true;
  }
}

/** Open the parts of the form that hold an answer. */
function unfoldFilled() {
  for (const part of form.querySelectorAll("details.form-more")) {
    const controls = [...part.querySelectorAll("input, select, textarea")].filter((control) => control !== identifierField);
    part.open = controls.some((control) => (control.type === "checkbox" ? control.checked : control.value !== "" && control.name !== "confirme_le"));
  }
}

function updateIdentifier() {
  if (!identifierField.readOnly && identifierField.dataset.chosen !== "yes") identifierField.value = buildIdentifier(form.elements.titre.value);
}

/** Fill the suggestions of the actions that a decision may refer to. */
function suggestActions() {
  byId("liste-actions").append(...rules.known.actions.map(({ id, titre }) => new Option(titre, id)));
}

function addListeners() {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const control = /** @type {HTMLInputElement} */ (event.target);
    if (control.dataset.type === "line") control.value = control.value.replace(/\n/g, " ");
    if (control === identifierField) identifierField.dataset.chosen = identifierField.value ? "yes" : "";
    if (control.name === "titre") updateIdentifier();
    saveDraft();
    update();
  });
  form.addEventListener("focusin", (event) => {
    if (/** @type {HTMLElement} */ (event.target).id === "champ-communes") loadCommunes();
  });
  form.addEventListener("change", (event) => {
    const control = /** @type {HTMLInputElement} */ (event.target);
    leftFields.add(control.type === "checkbox" ? `champ-${control.name}` : control.id);
    showUnderstood(control);
    update();
  });
  form.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-add], [data-remove]");
    if (button) changeItems(button);
  });
  byId("effacer-brouillon").addEventListener("click", () => {
    if (!confirm("Effacer toutes vos réponses ? Vous pourrez encore les reprendre sur la page qui suit.")) return;
    draft.erase();
    location.replace(formAddress());
  });
  byId("reprendre-brouillon").hidden = !draft.isErased();
  byId("reprendre-brouillon").addEventListener("click", () => {
    draft.undoErase();
    location.reload();
  });
  if (isAction && !isNews) {
    byId("confirme-aujourd-hui").addEventListener("click", () => {
      form.elements.confirme_le.value = formatToday();
      saveDraft();
      update();
    });
  }
  for (const [id, send] of [["proposer-github", sendToGithub], ["ouvrir-ticket", openTicket], ["envoyer-courriel", sendByMail], ["copier-texte", copyMessage],
    ["telecharger", saveFile]]) {
    if (byId(id)) byId(id).addEventListener("click", () => submit(send));
  }
}

function changeItems(button) {
  const item = button.hasAttribute("data-add")
    ? addItem(button.closest("[data-list]"))
    : removeItem(button.closest("[data-item]"));
  item.querySelector("input, select, textarea").focus();
  saveDraft();
  update();
}

async function start() {
  const sheet = await loadData();
  if ((modifiedId || isNews) && !sheet) {
    byId("formulaire-inconnue").hidden = false;
    return;
  }
  clearForm(form);
  if (sheet) await openSheet(sheet);
  if (isAction && !sheet) form.elements.confirme_le.value = formatToday();
  await restoreDraft();
  unfoldFilled();
  if (!modifiedId && identifierField.value && identifierField.value !== buildIdentifier(form.elements.titre.value)) identifierField.dataset.chosen = "yes";
  addListeners();
  if (!isAction) suggestActions();
  form.hidden = false;
  update();
}

start().catch((error) => {
  byId("formulaire-panne").hidden = false;
  throw error;
});
