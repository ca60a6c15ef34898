/* The explorer of actions: filters, words, order, and an address that keeps them. Without it, the page is a whole list. */

import { words } from "../shared/folding.js";
import { choose, prepare } from "./filter.js";
import * as say from "./sentences.js";

const STEP = 50; /* Results shown at once. */
const PAUSE = 150; /* Milliseconds without a key before the words are looked for. */

const explorer = document.getElementById("explorateur");
const form = explorer.querySelector(".explorer-form");
const boxes = [...form.querySelectorAll("input[type=checkbox]")];
const { q, tri } = form.elements;
const find = (name) => explorer.querySelector(`.explorer-${name}`);
const results = find("results").firstElementChild;
const template = (name) => document.getElementById(`explorateur-${name}`).content.firstElementChild;

let loading = null; /* The index, asked for once. */
let found = [];
let pause;

function load() {
  loading ??= fetch(`${explorer.dataset.root}actions/explorateur.json`).then((answer) => {
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }).then(prepare);
  loading.catch(() => { loading = null; }); /* The next choice asks again. */
  return loading;
}

const chosen = () => boxes.filter((box) => box.checked);
const typed = () => q.value.trim().replace(/\s+/g, " ");
const hasChoice = () => chosen().length > 0 || words(q.value).length > 0 || tri.value !== "axe";
const textOf = (box) => box.parentElement.querySelector(".explorer-choice").textContent.trim();
const titleOf = (facet) => form.querySelector(`[data-facet="${facet}"] legend`).textContent;

/** Show what answers the choices of the form. */
async function show() {
  let index;
  try {
    index = await load();
  } catch {
    find("sentence").textContent = say.UNAVAILABLE;
    return;
  }
  const places = chosen().map((box) => index.choices.indexOf(`${box.name}=${box.value}`));
  const answer = choose(index, places, words(q.value), tri.value);
  found = answer.found;
  find("sentence").textContent = hasChoice() ? sentence(index) : "";
  find("answer").hidden = !hasChoice();
  find("answer").firstElementChild.textContent = say.answer(found.length);
  find("list").hidden = hasChoice();
  find("results").hidden = !hasChoice();
  results.replaceChildren();
  if (hasChoice()) showMore(index);
  showCounts(index, answer.counts);
  showChips();
  showHelp(index, answer.without);
}

/** Say the choices: those of one facet are alternatives. */
function said() {
  const byFacet = new Map();
  for (const box of chosen()) byFacet.set(box.name, [...(byFacet.get(box.name) ?? []), box.dataset.said]);
  return [...byFacet.values()].map((each) => each.join(" ou "));
}

function sentence(index) {
  const asked = words(q.value).length ? typed() : "";
  return say.shown(found.length, index.rows.length, said(), asked, tri.selectedOptions[0].text);
}

/** Add the next results; return the first of them. */
function showMore(index) {
  const from = results.children.length;
  results.append(...found.slice(from, from + STEP).map((row) => item(index, row)));
  find("more").hidden = results.children.length >= found.length;
  return results.children[from];
}

/** Return a title, its short words with a hyphen kept on one line. */
function wholeWords(title) {
  return title.split(/(\s+)/).map((word) => {
    if (word.length > 14 || !/[^-]-[^-]/.test(word)) return word;
    const span = document.createElement("span");
    span.className = "whole";
    span.textContent = word;
    return span;
  });
}

function item(index, row) {
  const node = template("action").cloneNode(true);
  const [link, status, late, summary, note] = node.children;
  const statuses = row.choices.map((place) => index.choices[place].split("=")).filter(([facet]) => facet === "statut");
  link.href = `${explorer.dataset.root}actions/${row.id}/`;
  link.replaceChildren(...wholeWords(row.title));
  status.classList.add(`tag--${statuses[0][1]}`);
  status.textContent = textOf(boxes.find((box) => box.name === "statut" && box.value === statuses[0][1]));
  if (statuses.length === 1) late.remove();
  summary.textContent = row.summary;
  note.textContent = say.sortedBy(tri.value, row);
  for (const text of [summary, note]) if (!text.textContent) text.remove();
  return node;
}

function showCounts(index, counts) {
  const known = new Map(index.choices.map((choice, place) => [choice, counts[place]]));
  for (const box of boxes) {
    const count = known.get(`${box.name}=${box.value}`);
    /* What leads to nothing cannot be chosen; what is chosen, or has the focus, is never taken from under the hand. */
    box.disabled = !count && !box.checked && box !== document.activeElement;
    box.parentElement.querySelector(".explorer-count").textContent = count.toLocaleString("fr-FR");
  }
}

function showChips() {
  const list = find("chips");
  list.replaceChildren(...chosen().map((box) => chip(box.dataset.said, () => { box.checked = false; })));
  if (words(q.value).length) list.append(chip(`texte ${say.quoted(typed())}`, () => { q.value = ""; }));
  list.hidden = !list.children.length;
  find("clear").hidden = !hasChoice();
  for (const facet of form.querySelectorAll("[data-facet]")) {
    const count = facet.querySelectorAll(":checked").length;
    facet.querySelector(".explorer-chosen").textContent = count ? ` (${count})` : "";
  }
}

/** Return a filter that can be removed; the focus then goes to the next one, else back to the words. */
function chip(text, remove) {
  const node = template("filtre").cloneNode(true);
  node.querySelector(".explorer-chip").textContent = text;
  node.firstElementChild.addEventListener("click", async () => {
    const place = [...node.parentElement.children].indexOf(node);
    remove();
    await changed();
    const rest = find("chips").querySelectorAll("button");
    (rest[Math.min(place, rest.length - 1)] ?? q).focus();
  });
  return node;
}

/** When nothing answers, offer each facet that could be dropped, with what it would give. */
function showHelp(index, without) {
  const help = find("help");
  help.hidden = found.length > 0 || !hasChoice();
  const ways = [...index.facets, "q"].map((facet, place) => [facet, without[place]]).filter(([, count]) => count);
  help.querySelector("ul").replaceChildren(...ways.map(([facet, count]) => {
    const name = facet === "q" ? `texte ${say.quoted(typed())}` : say.quoted(titleOf(facet));
    return chip(`${name}\u00a0: ${say.actions(count)}`, () => {
      if (facet === "q") q.value = "";
      for (const box of boxes) if (box.name === facet) box.checked = false;
    });
  }));
  help.querySelector(".explorer-help__some").hidden = !ways.length;
  help.querySelector(".explorer-help__none").hidden = ways.length > 0;
}

/** Keep the choices in the address, so that it can be sent. */
function keep() {
  const address = new URLSearchParams(chosen().map((box) => [box.name, box.value]));
  if (typed()) address.set("q", typed());
  if (tri.value !== "axe") address.set("tri", tri.value);
  const query = String(address);
  history.replaceState(null, "", location.pathname + (query && `?${query}`) + location.hash);
}

function changed() {
  clearTimeout(pause);
  keep();
  return show();
}

/** Take the choices of the address; what it asks for that does not exist is said, and ignored. */
function read() {
  const asked = new URLSearchParams(location.search);
  const isKnown = (name, value) => boxes.some((box) => box.name === name && box.value === value);
  const names = new Set(boxes.map((box) => box.name));
  const unknown = [...asked].filter(([name, value]) => names.has(name) && !isKnown(name, value));
  for (const box of boxes) box.checked = asked.getAll(box.name).includes(box.value);
  q.value = (asked.get("q") ?? "").slice(0, q.maxLength);
  tri.value = asked.get("tri") ?? "axe";
  if (tri.selectedIndex < 0) {
    unknown.push(["tri", asked.get("tri")]);
    tri.value = "axe";
  }
  const ignored = unknown.map(([name, value]) => `${name}=${value.slice(0, 40)}`);
  find("ignored").hidden = !ignored.length;
  find("ignored").textContent = ignored.length ? say.ignored(ignored) : "";
  return loading || hasChoice() ? show() : null;
}

form.hidden = false;
find("filters").open = matchMedia("(min-width: 60em)").matches;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await changed();
  find("state").scrollIntoView({ block: "nearest" });
});
form.addEventListener("change", (event) => { if (event.target !== q) changed(); });
q.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(changed, PAUSE);
});
find("clear").addEventListener("click", () => {
  for (const box of boxes) box.checked = false;
  q.value = "";
  tri.value = "axe";
  changed();
  q.focus();
});
find("more").addEventListener("click", async () => showMore(await load()).querySelector("a").focus());
window.addEventListener("popstate", read);
read();
