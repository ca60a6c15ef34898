/* Contribution form of an action or a meeting: validates the input, shows its YAML and its preview, and submits it. */

import { addItem, clearForm, fillForm, readForm, removeItem, understand } from "./answers.js";
import { addRules, check } from "./check.js";
import { listNewDrafts, nameNewDraft, openDraft } from "./draft.js";
import { pasteList } from "./pasting.js";
import { renderPreview } from "./preview.js";
import { showErrors, showMissing } from "./problems.js";
import { formatDay } from "./records.js";
import { nameCommunes, showUnderstood } from "./understood.js";
import { writeItem, writeSheet } from "./yaml.js";
import { fold } from "../shared/folding.js";
import { fetchJson } from "../shared/loading.js";

const form = document.getElementById("formulaire");
const { kind, scope, root, repository, branch, mailbox, timeZone } = form.dataset;
const isAction = kind === "action";
const order = form.dataset.order.split(" ");
const params = new URLSearchParams(location.search);
const isNews = scope === "nouvelles";
const modifiedId = params.get(isNews ? "action" : "modifier");
const identifierField = document.getElementById(isAction ? "champ-identifiant" : "champ-id");
/* Who opens a received link keeps the draft of one's own. */
const isReceived = location.hash.startsWith("#fiche=");
const draftNumber = Math.max(1, Math.trunc(Number(params.get("brouillon"))) || 1);
const draft = openDraft(root, `${isReceived ? "lien:" : ""}${modifiedId ? `${scope}:${modifiedId}` : nameNewDraft(scope, draftNumber)}`);

let published; /* What only a published entry needs: published.js and changes.js. */
let news; /* What only the news of an action needs. */
let rules; /* Rules of `check`. */
let previewSource; /* Data and compiled template of the preview. */
let original = null; /* The published sheet that is modified, if any. */
let isPlaceUnsaid = false; /* It says no place: that is the whole department. */
let kept = {}; /* The answers of the published sheet that this form does not ask for. */
let base; /* The same, as the form holds it: a draft remembers it. */
let hidden; /* The measures that it does not show. */
let wasRefused = false; /* After a refused submission, all errors are shown beside their fields. */
const leftFields = new Set(); /* Before, those of the fields that were answered and left. */

const byId = (id) => document.getElementById(id);

const formatToday = () => formatDay(new Date(), timeZone);

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
  const text = isAction ? writeSheet(hidden?.restore(value) ?? value, order) : writeItem(sortKeys(value));
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
  if (isNews) {
    unfoldMissing(state);
    news.showItems(form, base);
  }
  showMissing(form, state);
  if (original) published.showChanges(form, original, state.value);
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

/** Submit the form by a function of exits.js, unless it has errors. */
async function submit(exit) {
  const state = readState();
  wasRefused = state.errors.length > 0;
  showErrors(form, state);
  if (wasRefused) {
    byId("erreurs").focus();
    return;
  }
  const [exits, link] = await Promise.all([import("./exits.js"), buildLink()]);
  const note = isNews ? /** @type {HTMLTextAreaElement} */ (byId("mot")).value.trim() : "";
  await exits[exit]({ form, isAction, isChange: Boolean(modifiedId), original, state, link, note, repository, branch, mailbox });
}

/** Return the address of this form, without what it holds after `#`. */
function formAddress() {
  const query = modifiedId ? `?${isNews ? "action" : "modifier"}=${encodeURIComponent(modifiedId)}` : "";
  return `${location.origin}${location.pathname}${query}`;
}

/** Build the link that carries the answers; null where the browser cannot. */
async function buildLink() {
  const { buildSheetLink } = await import("./sheet-link.js");
  return buildSheetLink(formAddress(), readDraft());
}

let linkUpdates = 0;

/** Keep the link that carries the answers up to date; a slower update must not replace a later one. */
async function updateLink(state) {
  const turn = (linkUpdates += 1);
  const link = state.value.titre ? await buildLink() : null;
  if (turn !== linkUpdates) return;
  const anchor = /** @type {HTMLAnchorElement} */ (byId("lien-fiche"));
  anchor.closest(".form-exit").hidden = !link;
  if (link) anchor.href = link;
}

/* Start. */

/** Load the rules and the preview; return the published sheet to modify, if any. */
async function loadData() {
  const [data, block, file] = await Promise.all([
    fetchJson(root, isAction ? "contribuer/formulaire.json" : "contribuer/formulaire-reunion.json"),
    isAction ? import(new URL(`${root}/contribuer/page_action.js`, location.href).href) : null,
    modifiedId ? fetchJson(root, isAction ? "donnees/actions.json" : "donnees/calendrier.json") : null,
  ]);
  rules = data.rules;
  previewSource = { data: { ...data.preview, communes: {} }, block };
  const entries = file?.actions ?? file?.reunions ?? [];
  return entries.find(({ identifiant, id, anciens_identifiants: formerIds = [] }) => [identifiant ?? id, ...formerIds].includes(modifiedId));
}

let communesLoading; /* Promise, once an answer needs the communes. */

/** Load the communes, and propose their names as they are typed. */
function loadCommunes() {
  communesLoading ??= Promise.all([import("./communes.js"), import("./suggestions.js")]).then(async ([communes, suggestions]) => {
    await communes.loadCommunes(root, rules);
    const { communes: known } = rules.known;
    previewSource.data.communes = Object.fromEntries(known.map((commune) => [commune.id, commune]));
    suggestions.suggestNames(byId("champ-communes"), byId("champ-communes-propositions"), known.map(({ nom }) => nom));
    showUnderstood(byId("champ-communes"), rules);
    update();
  });
  communesLoading.catch(() => { communesLoading = undefined; }); /* The next visit of the field tries again. */
  return communesLoading;
}

/** Return the places of a sheet as the form shows them: the whole department is said, communes have their names. */
function namePlaces(sheet) {
  const { territoires, communes } = sheet;
  const { departement } = previewSource.data;
  return {
    territoires: territoires ?? (communes ? [] : [departement.id]),
    communes: Array.isArray(communes) ? nameCommunes(communes, rules) : [],
  };
}

/** Return a meeting whose decisions name their actions by title, as people choose them. */
function nameActions(meeting) {
  const titles = new Map(rules.known.actions.map(({ id, titre }) => [id, titre]));
  if (!Array.isArray(meeting.decisions)) return meeting;
  const decisions = meeting.decisions.map((decision) =>
    Array.isArray(decision.actions) ? { ...decision, actions: decision.actions.map((id) => titles.get(id) ?? id) } : decision);
  return { ...meeting, decisions };
}

/** Return a sheet as the form shows it. */
async function hideMeasures(sheet) {
  const hasList = sheet?.indicateurs?.some?.((indicator) => indicator?.mesures);
  hidden = hasList ? (await import("./measures.js")).hideMeasures(sheet) : base && hidden;
  return hidden?.sheet ?? sheet;
}

/** Fill the form with a sheet as files hold it: codes become the names that people know. */
async function fillWithSheet(whole) {
  const sheet = await hideMeasures(whole);
  if (sheet.communes) await loadCommunes();
  fillForm(form, isAction ? { ...sheet, ...namePlaces(sheet) } : nameActions(sheet));
}

/** Fill the form with a published sheet; `confirmer` in the address confirms it as of today. */
async function openSheet(sheet) {
  const { identifiant, ...rest } = sheet;
  await fillWithSheet(rest);
  identifierField.value = identifiant ?? rest.id;
  identifierField.readOnly = true;
  kept = Object.fromEntries(Object.entries(rest).filter(([key]) => !byId(`champ-${key}`)));
  isPlaceUnsaid = isAction && !rest.territoires && !rest.communes;
  original = leaveOutDepartment({ ...kept, ...readForm(form, rules).value });
  base = readForm(form).value;
  if (isNews) form.elements.confirme_le.value = formatToday();
  published = { ...(await import("./published.js")), ...(await import("./changes.js")) };
  const [title, note] = published.describeChange(scope, sheet.titre);
  document.querySelector("main h1").textContent = title;
  byId("modification").textContent = note;
  byId("modification").hidden = !note;
  if (byId("fichier-titre").dataset.change) byId("fichier-titre").textContent = byId("fichier-titre").dataset.change;
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
  const received = isReceived ? await (await import("./sheet-link.js")).readSheetLink(location.hash) : null;
  byId("lien-abime").hidden = !isReceived || Boolean(received);
  const saved = params.has("confirmer") ? null : draft.restore();
  const content = isReceived && saved?.link !== location.hash ? received : saved;
  if (!content) return;
  byId("effacer-brouillon").hidden = false;
  if (content.value.communes) await loadCommunes();
  if (!base) await hideMeasures(content.measured);
  fillForm(form, await mergeWithPublished(content));
  if (isAction && !modifiedId) identifierField.value = content.identifiant || buildIdentifier(String(content.value.titre ?? ""));
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
  return { value: readForm(form).value, identifiant: identifierField.value, base, ...(!base && { measured: hidden?.measured }) };
}

function saveDraft() {
  const isSaved = draft.save({ ...readDraft(), ...(isReceived && { link: location.hash }) });
  byId("effacer-brouillon").hidden = !isSaved;
  listDrafts();
  byId("brouillon-etat").textContent = isSaved ? "" : "Ce navigateur refuse de garder le brouillon : ne fermez pas l'onglet.";
}

/** List the other drafts of new entries, and lead to a new one once this one is begun. */
function listDrafts() {
  if (modifiedId || isReceived) return;
  const drafts = listNewDrafts(root, scope);
  const others = drafts.filter(({ number }) => number !== draftNumber);
  const isBegun = others.length < drafts.length;
  const next = { title: isAction ? "Commencer une autre action" : "Annoncer une autre réunion", number: (drafts.at(-1)?.number ?? 0) + 1 };
  const links = isBegun ? [...others, next] : others;
  byId("brouillons").hidden = links.length === 0;
  byId("brouillons").querySelector("ul").replaceChildren(...links.map(({ title, number }) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: number > 1 ? `?brouillon=${number}` : location.pathname, textContent: title }));
    return item;
  }));
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
  for (const part of form.querySelectorAll("details.form-more:not([data-stays-folded])")) {
    const controls = [...part.querySelectorAll("input, select, textarea")].filter((control) => control !== identifierField);
    part.open = controls.some((control) => (control.type === "checkbox" ? control.checked : control.value !== "" && control.name !== "confirme_le"));
  }
}

function updateIdentifier() {
  if (!identifierField.readOnly && identifierField.dataset.chosen !== "yes") identifierField.value = buildIdentifier(form.elements.titre.value);
}

/** Fill the suggestions of the actions that a decision may refer to. */
function suggestActions() {
  byId("liste-actions").append(...rules.known.actions.map(({ titre }) => new Option(titre, titre)));
}

/** Fill the form with the answers of a file that it made. */
async function openFile(file) {
  const hasAnswers = Object.keys(readForm(form).value).some((key) => key !== "confirme_le");
  if (hasAnswers && !confirm("Remplacer vos réponses par celles du fichier ?")) return;
  const { content, message } = await (await import("./sheet-file.js")).openSheetFile(file);
  if (content) {
    await fillWithSheet(content.value);
    if (isAction && !modifiedId) {
      identifierField.value = content.identifiant;
      identifierField.dataset.chosen = "yes";
    }
    unfoldFilled();
    saveDraft();
    update();
  }
  byId("brouillon-etat").textContent = message;
}

function listenToAnswers() {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const control = /** @type {HTMLInputElement} */ (event.target);
    if (control.dataset.type === "line") control.value = control.value.replace(/\n/g, " ");
    if (control === identifierField) identifierField.dataset.chosen = identifierField.value ? "yes" : "";
    if (control.name === "titre") updateIdentifier();
    saveDraft();
    update();
  });
  form.addEventListener("paste", (event) => {
    const control = /** @type {HTMLInputElement} */ (event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!pasteList(control, text)) return;
    event.preventDefault();
    control.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.addEventListener("focusin", (event) => {
    if (/** @type {HTMLElement} */ (event.target).id === "champ-communes") loadCommunes();
  });
  form.addEventListener("change", (event) => {
    const control = /** @type {HTMLInputElement} */ (event.target);
    leftFields.add(["checkbox", "radio"].includes(control.type) ? `champ-${control.name}` : control.id);
    showUnderstood(control, rules);
    if (original && control.name === "date") published.notePostponement(form, original, understand(control, rules));
    if (isNews) news.dateFigure(form, base, control, formatToday());
    update();
  });
}

function listenToButtons() {
  form.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-add], [data-remove]");
    if (button) changeItems(button);
  });
  byId("effacer-brouillon").addEventListener("click", () => {
    if (!confirm("Effacer toutes vos réponses ? Vous pourrez encore les reprendre sur la page qui suit.")) return;
    draft.erase();
    location.replace(location.pathname + location.search);
  });
  byId("ouvrir-fichier")?.addEventListener("click", () => byId("reprendre-fichier").click());
  byId("reprendre-fichier")?.addEventListener("change", (event) => {
    const { files: [file] } = /** @type {HTMLInputElement} */ (event.target);
    if (file) openFile(file);
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
  byId("barre-voir").addEventListener("click", () => byId("manque").querySelector("a").click());
  for (const button of form.querySelectorAll("[data-exit]")) button.addEventListener("click", () => submit(button.dataset.exit));
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
  if (isNews) news = await import("./news.js");
  if (!isAction) addRules((await import("./meeting-rules.js")).MEETING_RULES);
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
  listenToAnswers();
  listenToButtons();
  listDrafts();
  if (!isAction) suggestActions();
  form.hidden = false;
  update();
}

start().catch((error) => {
  byId("formulaire-panne").hidden = false;
  throw error;
});
