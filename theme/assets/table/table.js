/* The page of who has a table: paste it, see what is understood of each row, mend it, send it. Nothing leaves the browser. */

import { copyText, downloadFile } from "../form/submission.js";
import { setCommunes } from "../form/communes.js";
import { buildSheetLink } from "../form/sheet-link.js";
import { formatShortDate } from "../form/french.js";
import { PartialDate, formatDay } from "../form/records.js";
import { formatBudget } from "../form/understood.js";
import { fetchJson } from "../shared/loading.js";
import { readTable } from "./rows.js";
import { MAX_ROWS, parseTable, writeCsv } from "./text-table.js";

const page = document.getElementById("tableau");
const { root, mailbox, repository, timeZone } = page.dataset;
const byId = (id) => document.getElementById(id);
/* In the order of the page: what waits for an answer comes first. */
const STATES = { error: "À corriger", doubt: "À vérifier", ready: "Prête" };
const MAX_MAILTO_LENGTH = 2000;
const DATES = new Set(["debut", "fin", "confirme_le", "date"]);

let rules; /* Of the table and of the form. */
let grid = []; /* What is pasted, cell by cell. */
let publishedSheets = null; /* The published sheets, once a row is the update of one. */
let renders = 0;

const formatToday = () => formatDay(new Date(), timeZone);

function stateOf(row) {
  const { problems } = row;
  if (problems.some(({ severity }) => severity === "error")) return "error";
  return problems.length ? "doubt" : "ready";
}

/** Read the table again and show its rows; `place` is the cell that keeps the focus. */
async function show(place) {
  const turn = (renders += 1);
  const reading = readTable(grid, rules, formatToday());
  byId("tableau-sans-titres").hidden = Boolean(reading) || grid.length === 0;
  byId("tableau-resultat").hidden = !reading;
  if (!reading) return;
  if (reading.rows.some(({ published }) => published)) publishedSheets ??= (await fetchJson(root, "donnees/actions.json")).actions;
  const order = Object.keys(STATES);
  const rows = reading.rows.toSorted((a, b) => order.indexOf(stateOf(a)) - order.indexOf(stateOf(b)));
  const items = await Promise.all(rows.map(renderRow));
  if (turn !== renders) return;
  byId("tableau-lignes").replaceChildren(...items);
  byId("tableau-ecartees").replaceChildren(...listLeftOut(reading).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  byId("tableau-compte").textContent = countRows(reading.rows);
  const next = page.querySelector(`[data-cell="${place}"]`) ?? byId("tableau-lignes").querySelector("[data-cell]");
  if (place) (next ?? byId("tableau-compte")).focus();
}

function countRows(rows) {
  const count = (state) => rows.filter((row) => stateOf(row) === state).length;
  const parts = [[count("ready"), "prête"], [count("doubt"), "à vérifier"], [count("error"), "à corriger"]];
  const told = parts.filter(([number]) => number).map(([number, word]) => `${number} ${word}${word === "prête" && number > 1 ? "s" : ""}`);
  return `${rows.length} action${rows.length > 1 ? "s" : ""} : ${told.join(", ")}.`;
}

function listLeftOut({ header, notices }) {
  const guesses = header.columns.filter(({ isGuess }) => isGuess).map(({ title, field }) =>
    `La colonne « ${title} » est lue comme « ${titleOf(field)} ».`);
  const ignored = header.ignored.map((title) => `La colonne « ${title} » est laissée de côté.`);
  const remarks = header.columns.filter(({ field }) => field === "remarques").map(({ title }) => `La colonne « ${title} » n'est lue que pour un motif.`);
  return [...guesses, ...ignored, ...remarks, ...notices.map(({ cell, message }) => `${cell} : ${message}`)];
}

function titleOf(field) {
  const key = { periode: "debut" }[field] ?? field.split(".")[0];
  return rules.form.schemas.action.properties[key]?.title ?? field;
}

async function renderRow(row) {
  const item = byId("modele-ligne").content.firstElementChild.cloneNode(true);
  const state = stateOf(row);
  item.dataset.state = state;
  item.querySelector("[data-title]").textContent = row.values.titre ?? `Ligne ${row.line}`;
  item.querySelector("[data-state-word]").textContent = STATES[state];
  item.querySelector("[data-line]").textContent = `ligne ${row.line}${row.published ? ", mise à jour d'une action publiée" : ""}`;
  item.querySelector("dl").replaceChildren(...Object.entries(row.understood).map(([key, value]) => renderFact(key, value)));
  item.querySelector("[data-problems]").replaceChildren(...row.problems.map((problem) => renderProblem(row, problem)));
  const link = item.querySelector("a");
  link.hidden = !row.sheet;
  if (row.sheet) link.href = (await buildRowLink(row)) ?? `${root}/contribuer/action/`;
  return item;
}

function renderFact(key, value) {
  const fact = document.createElement("div");
  const [title, text] = ["dt", "dd"].map((name) => document.createElement(name));
  title.textContent = titleOf(key);
  text.textContent = describe(key, value);
  fact.append(title, text);
  return fact;
}

/** Say a value in French. */
function describe(key, value) {
  const labels = rules.table.labels[key];
  if (Array.isArray(value)) return value.map((item) => describe(key, item)).join(", ");
  if (key === "budget") return formatBudget(value, rules.table.labels.financements);
  if (value !== null && typeof value === "object") return Object.entries(value).map(([name, part]) => describe(name, part)).join(", ");
  if (labels && Object.hasOwn(labels, value)) return labels[value];
  return DATES.has(key) ? formatShortDate(new PartialDate(String(value))) : String(value);
}

/** Show a problem, with its cell to mend in place. */
function renderProblem(row, problem) {
  const item = byId("modele-probleme").content.firstElementChild.cloneNode(true);
  const input = item.querySelector("input");
  const { column } = problem;
  item.querySelector("[data-message]").textContent = `${problem.message} ${problem.hint}`.trim();
  item.querySelector("label span").textContent = `Colonne « ${column.title} », ${problem.cell}`;
  input.value = grid[row.line - 1][column.index] ?? "";
  input.dataset.cell = problem.cell;
  input.addEventListener("change", () => {
    grid[row.line - 1][column.index] = input.value;
    show(problem.cell);
  });
  return item;
}

/** Build the link that opens the form filled with a row; that of a published action keeps the rest of its sheet. */
function buildRowLink({ sheet, published }) {
  const known = published && publishedSheets.find(({ identifiant }) => identifiant === published);
  const { identifiant, ...rest } = known ?? { identifiant: "" };
  const names = sheet.communes && { communes: sheet.communes.map((code) => rules.table.labels.communes[code] ?? code) };
  const query = published ? `?modifier=${encodeURIComponent(published)}` : "";
  const value = { ...rest, ...mergeGroups(rest, sheet), ...names };
  /* A table that says no place speaks of the whole department: the form asks for it. */
  if (!published && !value.territoires && !value.communes) value.territoires = [rules.table.department];
  return buildSheetLink(`${new URL(`${root}/contribuer/action/`, location.href).href}${query}`, { value, identifiant });
}

/** Complete the groups of a published sheet with what a row says of them; an organisation of another name replaces it. */
function mergeGroups(known, sheet) {
  const merge = (key, value) => {
    const isGroup = value && typeof value === "object" && !Array.isArray(value) && known[key];
    const isOther = isGroup && key === "porteur" && value.nom && value.nom !== known[key].nom;
    return isGroup && !isOther ? { ...known[key], ...value } : value;
  };
  return Object.fromEntries(Object.entries(sheet).map(([key, value]) => [key, merge(key, value)]));
}

/* Exits. */

function writeMessage() {
  const titles = Array.from(page.querySelectorAll("#tableau-lignes [data-title]"), (title) => `- ${title.textContent}`);
  return ["Bonjour,", "", `Voici un tableau d'actions : ${byId("tableau-compte").textContent}`, "", ...titles, "", "Le tableau est joint à ce message."].join("\n");
}

function say(text) {
  byId("tableau-etat").textContent = text;
}

const EXITS = {
  download: () => {
    downloadFile("tableau-des-actions.csv", writeCsv(grid), "text/csv");
    say("Le tableau est téléchargé, avec vos corrections.");
  },
  mail: () => {
    EXITS.download();
    const build = (body) => `mailto:${mailbox}?subject=${encodeURIComponent("Un tableau d'actions")}&body=${encodeURIComponent(body.replace(/\n/g, "\r\n"))}`;
    const address = build(writeMessage());
    location.href = address.length <= MAX_MAILTO_LENGTH ? address : build(`Bonjour,\n\nVoici un tableau d'actions : ${byId("tableau-compte").textContent}`);
    say(`Le tableau vient d'être téléchargé : joignez-le au courriel qui s'ouvre. Adresse : ${mailbox}`);
  },
  copy: async () => {
    say((await copyText(writeMessage())) ? "Le message est copié : collez-le dans un courriel, et joignez le tableau." : "La copie a été refusée par le navigateur.");
  },
  ticket: () => {
    EXITS.download();
    window.open(`${repository}/issues/new?title=${encodeURIComponent("Un tableau d'actions")}&body=${encodeURIComponent(writeMessage())}`, "_blank", "noopener");
    say("GitHub s'ouvre dans un autre onglet : glissez le tableau téléchargé dans le ticket, puis suivez « Create » (créer).");
  },
};

/* Start. */

function open(text) {
  grid = parseTable(text);
  byId("tableau-trop-long").hidden = grid.length < MAX_ROWS;
  show();
}

/** Read a csv file as Excel writes it: UTF-8, else Windows-1252. */
async function openFile(file) {
  const bytes = await file.arrayBuffer();
  try {
    open(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    open(new TextDecoder("windows-1252").decode(bytes));
  }
}

async function start() {
  const [table, form, communes] = await Promise.all(["contribuer/tableau.json", "contribuer/formulaire.json", "territoires/communes.json"].map((address) => fetchJson(root, address)));
  rules = { table, form: form.rules };
  setCommunes(communes, rules.form);
  byId("tableau-colle").addEventListener("input", (event) => open(/** @type {HTMLTextAreaElement} */ (event.target).value));
  byId("tableau-ouvrir").addEventListener("click", () => byId("tableau-fichier").click());
  byId("tableau-fichier").addEventListener("change", (event) => {
    const { files: [file] } = /** @type {HTMLInputElement} */ (event.target);
    if (file) openFile(file);
  });
  for (const button of page.querySelectorAll("[data-exit]")) button.addEventListener("click", () => EXITS[button.dataset.exit]());
  page.hidden = false;
}

start().catch((error) => {
  byId("tableau-panne").hidden = false;
  throw error;
});
