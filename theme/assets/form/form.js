/* The form of an action or of a meeting: what is typed becomes a sheet, checked and shown as one types. */

import { add, clear, collect, fill, remove } from "./answers.js";
import { showChanges } from "./changes.js";
import { check } from "./check.js";
import { draft } from "./draft.js";
import { copy, download, githubAddress, mailAddress } from "./submission.js";
import { preview } from "./preview.js";
import { showErrors, showMissing } from "./problems.js";
import { writeItem, writeSheet } from "./yaml.js";
import { slug } from "../shared/folding.js";

const form = document.getElementById("formulaire");
const { kind, root, repository, mailbox } = form.dataset;
const isAction = kind === "action";
const order = form.dataset.order.split(" ");
const asked = new URLSearchParams(location.search);
const modified = isAction ? asked.get("modifier") : null;
const identifier = document.getElementById(isAction ? "champ-identifiant" : "champ-id");
const saved = draft(modified ? `${kind}:${modified}` : kind);

let rules; /* What `check` knows, from the same schema. */
let shown; /* What the preview needs: its data and the block. */
let original = null; /* The sheet as it is published, when it is being changed. */
let wasRefused = false; /* Once a way out was refused, errors stay beside their fields. */

const byId = (id) => document.getElementById(id);

/** Return today's date in Paris, AAAA-MM-JJ. */
function today() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" }).format(new Date());
}

/** Return the identifier that a title gives, of 80 letters at most, whole words only. */
function identifierOf(title) {
  const words = slug(title);
  return words.length <= 80 ? words : words.slice(0, 80).replace(/-[^-]*$/, "");
}

/** Return everything that follows from the answers. */
function state() {
  const { value, nameAt } = collect(form);
  const name = identifier.value;
  const context = { today: today(), identifier: isAction ? name : null, isNew: !modified };
  const problems = check(kind, value, rules, context);
  const text = isAction ? writeSheet(value, order) : writeItem(ordered(value));
  return { value, nameAt, name, text, problems, errors: problems.filter((each) => each.severity === "error") };
}

/** Return a value with its keys in the order of the schema. */
function ordered(value) {
  return Object.fromEntries(order.filter((key) => key in value).map((key) => [key, value[key]]));
}

function update() {
  const now = state();
  byId("fiche-yaml").textContent = now.text;
  if (isAction) showPreview(now);
  showMissing(form, now);
  if (original) showChanges(form, original, now.value);
  if (wasRefused) showErrors(form, now);
}

/** Draw the page, once it has a title; its links lead nowhere from here. */
function showPreview(now) {
  byId("apercu-page").hidden = !now.value.titre;
  const page = byId("apercu");
  page.innerHTML = preview({ ...now.value, id: now.name }, shown.data, today(), shown.block);
  for (const link of page.querySelectorAll("a")) link.removeAttribute("href");
}

/* Ways out. */

/** Do what a way out does, unless something must be corrected first. */
function leave(way) {
  const now = state();
  wasRefused = now.errors.length > 0;
  showErrors(form, now);
  if (wasRefused) byId("erreurs").focus();
  else way(now);
}

function say(...texts) {
  byId("sortie-etat").replaceChildren(...texts.map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  }));
}

function fileOf(now) {
  return isAction ? `data/actions/${now.name}.yaml` : "data/calendar.yaml";
}

async function toGithub(now) {
  const { url, mustPaste } = githubAddress(repository, fileOf(now), now.text, isAction && !modified);
  if (!mustPaste) {
    say("GitHub s'ouvre sur votre fiche. Suivez « Propose changes », puis « Create pull request ».");
  } else if (await copy(now.text)) {
    say(
      isAction && !modified
        ? "La fiche est trop longue pour être remplie d'avance : elle est copiée. Collez-la dans la page qui s'ouvre."
        : isAction
          ? "La fiche est copiée. Dans la page qui s'ouvre, remplacez tout le texte par elle, puis suivez « Commit changes »."
          : "Les lignes sont copiées. Dans la page qui s'ouvre, collez-les tout en bas, puis suivez « Commit changes ».",
    );
  } else {
    say("La copie a été refusée par le navigateur : sélectionnez le texte ci-dessus, copiez-le, puis collez-le dans la page qui s'ouvre.");
  }
  window.open(url, "_blank", "noopener");
}

function toMail(now) {
  const title = now.value.titre;
  const subject = modified ? `Modifier la fiche : ${title}` : isAction ? `Proposition d'action : ${title}` : `Annonce d'une réunion : ${title}`;
  const { url, mustAttach } = mailAddress(mailbox, subject, now.text, fileOf(now));
  if (mustAttach) {
    toFile(now);
    say("La fiche est trop longue pour un courriel rédigé d'avance : elle vient d'être téléchargée. Joignez-la au courriel qui s'ouvre.");
  } else {
    say("Votre messagerie s'ouvre. Si rien ne se passe, téléchargez le fichier et joignez-le à un courriel.", `Adresse : ${mailbox}`);
  }
  location.href = url;
}

function toFile(now) {
  download(isAction ? `${now.name}.yaml` : `${now.name}-reunion.yaml`, now.text);
  say("Le fichier est téléchargé.");
}

/* Start. */

async function json(address) {
  const response = await fetch(`${root}/${address}`);
  if (!response.ok) throw new Error(address);
  return response.json();
}

async function load() {
  const [data, block, published] = await Promise.all([
    json("contribuer/formulaire.json"),
    isAction ? import(new URL(`${root}/contribuer/page_action.js`, location.href)) : null,
    modified ? json("donnees/actions.json") : null,
  ]);
  rules = data.rules;
  shown = { data: data.preview, block };
  return published && published.actions.find(({ identifiant, anciens_identifiants: formers = [] }) => [identifiant, ...formers].includes(modified));
}

/** Show the published sheet that is to be changed; `confirmer` in the address confirms it as of today. */
function modify(sheet) {
  const { identifiant, ...rest } = sheet;
  fill(form, rest);
  identifier.value = identifiant;
  identifier.readOnly = true;
  original = collect(form).value;
  document.querySelector("main h1").textContent = "Modifier une fiche";
  const note = byId("modification");
  note.textContent = `Vous modifiez la fiche « ${sheet.titre} ». Tant que la modification n'est pas acceptée, la page ne change pas.`;
  note.hidden = false;
  if (asked.has("confirmer")) {
    form.elements.confirme_le.value = today();
    byId("resultat").scrollIntoView();
  }
}

function restore() {
  const kept = asked.has("confirmer") ? null : saved.restore();
  if (!kept) return;
  fill(form, kept.value);
  if (isAction && !modified) identifier.value = kept.identifiant || "";
  byId("brouillon-etat").textContent = "Brouillon repris.";
}

function keep() {
  const isKept = saved.save({ value: collect(form).value, identifiant: identifier.value });
  byId("brouillon-etat").textContent = isKept ? "" : "Ce navigateur refuse de garder le brouillon : ne fermez pas l'onglet.";
}

function nameFromTitle() {
  if (!identifier.readOnly && identifier.dataset.chosen !== "yes") identifier.value = identifierOf(form.elements.titre.value);
}

/** Suggest the actions that a decision may name. */
function suggestActions() {
  byId("liste-actions").append(...rules.known.actions.map(({ id, titre }) => new Option(titre, id)));
}

function listen() {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const control = event.target;
    if (control.dataset.type === "line") control.value = control.value.replace(/\n/g, " ");
    if (control === identifier) identifier.dataset.chosen = identifier.value ? "yes" : "";
    if (control.name === "titre") nameFromTitle();
    keep();
    update();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    if (button) changeItems(button);
  });
  byId("effacer-brouillon").addEventListener("click", () => {
    saved.erase();
    location.replace(location.pathname);
  });
  if (isAction) {
    byId("confirme-aujourd-hui").addEventListener("click", () => {
      form.elements.confirme_le.value = today();
      keep();
      update();
    });
  }
  for (const [id, way] of [["proposer-github", toGithub], ["envoyer-courriel", toMail], ["telecharger", toFile]]) {
    if (byId(id)) byId(id).addEventListener("click", () => leave(way));
  }
}

function changeItems(button) {
  const item = button.hasAttribute("data-add")
    ? add(button.closest("[data-list]"))
    : remove(button.closest("[data-item]"));
  item.querySelector("input, select, textarea").focus();
  keep();
  update();
}

async function start() {
  const sheet = await load();
  if (modified && !sheet) {
    byId("formulaire-inconnue").hidden = false;
    return;
  }
  clear(form);
  if (sheet) modify(sheet);
  restore();
  if (!modified && identifier.value && identifier.value !== identifierOf(form.elements.titre.value)) identifier.dataset.chosen = "yes";
  listen();
  if (!isAction) suggestActions();
  form.hidden = false;
  update();
}

start().catch((error) => {
  byId("formulaire-panne").hidden = false;
  throw error;
});
