/* Explorer of actions: facet filters, text search, sort order and counts; the address holds the choices.
   Without this script, the page is the complete list. */

import { parseQuery } from "../shared/folding.js";
import { buildIndex, filterActions } from "./filter.js";
import * as sentences from "./sentences.js";

const PAGE_SIZE = 50;
const TYPING_DELAY = 150; /* Milliseconds without a key press before the search. */

const explorer = document.getElementById("explorateur");
const form = explorer.querySelector(".explorer-form");
const boxes = [...form.querySelectorAll("input[type=checkbox]")];
const { q, tri } = form.elements;
const part = (name) => explorer.querySelector(`.explorer-${name}`);
const results = part("results").firstElementChild;
const template = (name) => document.getElementById(`explorateur-${name}`).content.firstElementChild;

let loading = null; /* Promise of the index. */
let matches = [];
let typingTimer;

/** Load the index, once. */
function loadIndex() {
  loading ??= fetch(`${explorer.dataset.root}actions/explorateur.json`).then((response) => {
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }).then(buildIndex);
  loading.catch(() => { loading = null; }); /* The next choice tries again. */
  return loading;
}

const checkedBoxes = () => boxes.filter((box) => box.checked);
const queryText = () => q.value.trim().replace(/\s+/g, " ");
const hasQuery = () => parseQuery(q.value).length > 0;
const hasChoice = () => checkedBoxes().length > 0 || hasQuery() || tri.value !== "axe";
const labelOf = (box) => box.parentElement.querySelector(".explorer-choice").textContent.trim();
const titleOf = (facet) => form.querySelector(`[data-facet="${facet}"] legend`).textContent;

/** Show the actions that match the choices of the form. */
async function showResults() {
  let index;
  try {
    index = await loadIndex();
  } catch {
    part("sentence").textContent = sentences.UNAVAILABLE;
    return;
  }
  const chosen = checkedBoxes().map((box) => index.choices.indexOf(`${box.name}=${box.value}`));
  const result = filterActions(index, chosen, parseQuery(q.value), tri.value);
  matches = result.matches;
  part("sentence").textContent = hasChoice() ? formatSentence(index) : "";
  part("answer").hidden = !hasChoice();
  part("answer").firstElementChild.textContent = sentences.formatResultsLink(matches.length);
  part("list").hidden = hasChoice();
  part("results").hidden = !hasChoice();
  results.replaceChildren();
  if (hasChoice()) showMore(index);
  showCounts(index, result.counts);
  showChips();
  showHelp(index, result.without);
}

/** Describe the choices: those of one facet are alternatives. */
function describeChoices() {
  const byFacet = new Map();
  for (const box of checkedBoxes()) byFacet.set(box.name, [...(byFacet.get(box.name) ?? []), box.dataset.said]);
  return [...byFacet.values()].map((choices) => choices.join(" ou "));
}

function formatSentence(index) {
  const query = hasQuery() ? queryText() : "";
  return sentences.describeResults(matches.length, index.rows.length, describeChoices(), query, tri.selectedOptions[0].text);
}

/** Add the next page of results; return the first added. */
function showMore(index) {
  const start = results.children.length;
  results.append(...matches.slice(start, start + PAGE_SIZE).map((row) => renderAction(index, row)));
  part("more").hidden = results.children.length >= matches.length;
  return results.children[start];
}

/** Split a title into nodes, its short hyphenated words not breakable. */
function wrapHyphenatedWords(title) {
  return title.split(/(\s+)/).map((word) => {
    if (word.length > 14 || !/[^-]-[^-]/.test(word)) return word;
    const span = document.createElement("span");
    span.className = "whole";
    span.textContent = word;
    return span;
  });
}

function renderAction(index, row) {
  const item = template("action").cloneNode(true);
  const [link, summary, status, late, note] = item.children;
  const statuses = row.choices.map((choice) => index.choices[choice].split("=")).filter(([facet]) => facet === "statut");
  link.href = `${explorer.dataset.root}actions/${row.id}/`;
  link.replaceChildren(...wrapHyphenatedWords(row.title));
  status.classList.add(`tag--${statuses[0][1]}`);
  status.textContent = labelOf(boxes.find((box) => box.name === "statut" && box.value === statuses[0][1]));
  if (statuses.length === 1) {
    late.remove();
    if (statuses[0][1] === "envisagee") status.remove();
  }
  summary.textContent = row.summary;
  note.textContent = sentences.formatSortDate(tri.value, row);
  for (const text of [summary, note]) if (!text.textContent) text.remove();
  return item;
}

function showCounts(index, counts) {
  const countOf = new Map(index.choices.map((choice, position) => [choice, counts[position]]));
  for (const box of boxes) {
    const count = countOf.get(`${box.name}=${box.value}`);
    /* A choice without result is disabled, unless it is checked or has the focus. */
    box.disabled = !count && !box.checked && box !== document.activeElement;
    box.parentElement.querySelector(".explorer-count").textContent = count.toLocaleString("fr-FR");
  }
}

function showChips() {
  const list = part("chips");
  list.replaceChildren(...checkedBoxes().map((box) => renderChip(box.dataset.said, () => { box.checked = false; })));
  if (hasQuery()) list.append(renderChip(`texte ${sentences.quote(queryText())}`, () => { q.value = ""; }));
  list.hidden = !list.children.length;
  part("clear").hidden = !hasChoice();
  for (const facet of form.querySelectorAll("[data-facet]")) {
    const count = facet.querySelectorAll(":checked").length;
    facet.querySelector(".explorer-chosen").textContent = count ? ` (${count})` : "";
  }
}

/** Return a removable filter; once removed, the focus goes to the next one, or to the search field. */
function renderChip(text, remove) {
  const chip = template("filtre").cloneNode(true);
  chip.querySelector(".explorer-chip").textContent = text;
  chip.firstElementChild.addEventListener("click", async () => {
    const position = [...chip.parentElement.children].indexOf(chip);
    remove();
    await applyChoices();
    const buttons = part("chips").querySelectorAll("button");
    (buttons[Math.min(position, buttons.length - 1)] ?? q).focus();
  });
  return chip;
}

/** When nothing matches, offer to drop each facet that excludes actions, with the count that it would give. */
function showHelp(index, without) {
  const help = part("help");
  help.hidden = matches.length > 0 || !hasChoice();
  const offers = [...index.facets, "q"].map((facet, position) => [facet, without[position]]).filter(([, count]) => count);
  help.querySelector("ul").replaceChildren(...offers.map(([facet, count]) => {
    const name = facet === "q" ? `texte ${sentences.quote(queryText())}` : sentences.quote(titleOf(facet));
    return renderChip(`${name}\u00a0: ${sentences.formatCount(count)}`, () => {
      if (facet === "q") q.value = "";
      for (const box of boxes) if (box.name === facet) box.checked = false;
    });
  }));
  help.querySelector(".explorer-help__some").hidden = !offers.length;
  help.querySelector(".explorer-help__none").hidden = offers.length > 0;
}

/** Write the choices in the address, so that it can be shared. */
function writeAddress() {
  const params = new URLSearchParams(checkedBoxes().map((box) => [box.name, box.value]));
  if (queryText()) params.set("q", queryText());
  if (tri.value !== "axe") params.set("tri", tri.value);
  const query = String(params);
  history.replaceState(null, "", location.pathname + (query && `?${query}`) + location.hash);
}

function applyChoices() {
  clearTimeout(typingTimer);
  writeAddress();
  return showResults();
}

/** Read the choices from the address; warn about unknown ones. */
function readAddress() {
  const params = new URLSearchParams(location.search);
  const isChoice = (name, value) => boxes.some((box) => box.name === name && box.value === value);
  const names = new Set(boxes.map((box) => box.name));
  const unknown = [...params].filter(([name, value]) => names.has(name) && !isChoice(name, value));
  for (const box of boxes) box.checked = params.getAll(box.name).includes(box.value);
  q.value = (params.get("q") ?? "").slice(0, q.maxLength);
  tri.value = params.get("tri") ?? "axe";
  if (tri.selectedIndex < 0) {
    unknown.push(["tri", params.get("tri")]);
    tri.value = "axe";
  }
  const ignored = unknown.map(([name, value]) => `${name}=${value.slice(0, 40)}`);
  part("ignored").hidden = !ignored.length;
  part("ignored").textContent = ignored.length ? sentences.formatIgnored(ignored) : "";
  return loading || hasChoice() ? showResults() : null;
}

form.hidden = false;
part("filters").open = matchMedia("(min-width: 60em)").matches;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await applyChoices();
  part("state").scrollIntoView({ block: "nearest" });
});
form.addEventListener("change", (event) => { if (event.target !== q) applyChoices(); });
q.addEventListener("input", () => {
  clearTimeout(typingTimer);
  typingTimer = setTimeout(applyChoices, TYPING_DELAY);
});
part("clear").addEventListener("click", () => {
  for (const box of boxes) box.checked = false;
  q.value = "";
  tri.value = "axe";
  applyChoices();
  q.focus();
});
part("more").addEventListener("click", async () => showMore(await loadIndex()).querySelector("a").focus());
window.addEventListener("popstate", readAddress);
readAddress();
