/* Full-text search of the site, loaded when its dialog opens; words are compared without accents. */

import { foldWords, parseQuery } from "../shared/folding.js";
import { allowedSlips, countSlips } from "../shared/spelling.js";

const MAX_RESULTS = 20;
const root = new URL("../..", import.meta.url).href;
const input = document.getElementById("recherche-mots");
const status = document.getElementById("recherche-etat");
const list = document.getElementById("recherche-resultats");
let loading = null;

/** Load the index, once; see `roadmap/outputs/search_index.py` for the shape of the file. */
function loadIndex() {
  loading = loading || fetch(`${root}recherche.json`).then((response) => {
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }).then(({ vides, titre, adresse, genre, noms, mots }) => ({
    stopWords: new Set(vides),
    entries: titre.map((title, row) => ({
      title,
      address: adresse[row],
      kind: genre[row],
      head: ` ${foldWords(title)} `,
      names: ` ${foldWords(noms[row])} `,
      text: ` ${foldWords(genre[row])} ${mots[row]}`,
    })),
  }));
  loading.catch(() => { loading = null; }); /* The next key press tries again. */
  return loading;
}

/** Return the entries where every word of the query starts a word, best first. */
function findEntries({ stopWords, entries }, queryWords) {
  const phrase = ` ${queryWords.join(" ")}`;
  const significant = queryWords.filter((word) => !stopWords.has(word));
  const prefixes = (significant.length ? significant : queryWords).map((word) => ` ${word}`);
  const ranks = [[], [], [], [], []];
  for (const entry of entries) {
    const { head, names, text } = entry;
    const isMatch = prefixes.every((prefix) => head.includes(prefix) || names.includes(prefix) || text.includes(prefix));
    if (isMatch) ranks[rank(entry, phrase, prefixes)].push(entry);
  }
  return ranks.flat();
}

/** Rank an entry: 0 whole title or name (commune, everyday words), 1 start of the title, 2 in the title, 3 in title or names, 4 elsewhere. */
function rank({ head, names }, phrase, prefixes) {
  const whole = `${phrase} `;
  if (names.includes(whole) || head.replace(/ \d{5}(?= )/g, "") === whole) return 0;
  if (head.startsWith(phrase)) return 1;
  if (prefixes.every((prefix) => head.includes(prefix))) return 2;
  if (prefixes.every((prefix) => head.includes(prefix) || names.includes(prefix))) return 3;
  return 4;
}

/** List the words of the index, each with its spelling in a title if it is in one; titles and names come first. */
function listSpellings({ entries, stopWords }) {
  const spellings = new Map();
  for (const { title, names } of entries) {
    for (const word of [...title.split(/[^\p{L}\p{M}\d]+/u), ...names.split(" ")]) {
      const folded = foldWords(word);
      if (!spellings.has(folded)) spellings.set(folded, word);
    }
  }
  for (const word of entries.flatMap(({ text }) => text.split(" "))) if (!spellings.has(word)) spellings.set(word, word);
  return [...spellings].filter(([word]) => word && !stopWords.has(word));
}

/** Correct a word that starts no word of the index: the closest one, folded and as it is spelt; null if it is like none. */
function correctWord(spellings, typed) {
  const most = allowedSlips(typed);
  let closest = null;
  for (const [word, spelling] of spellings) {
    if (word.startsWith(typed)) return { word: typed, spelling: word === typed ? spelling : typed };
    const slips = Math.abs(word.length - typed.length) > most ? Infinity : countSlips(typed, word);
    if (slips <= most && (!closest || slips < closest.slips)) closest = { word, spelling, slips };
  }
  return closest;
}

/** Find what a query without result may have meant: the entries of its corrected words, and these words. */
function guessEntries(index, queryWords) {
  const spellings = listSpellings(index);
  const corrected = queryWords.map((word) =>
    (index.stopWords.has(word) ? { word, spelling: word } : correctWord(spellings, word)));
  const entries = corrected.includes(null) ? [] : findEntries(index, corrected.map(({ word }) => word));
  return { entries, spelling: entries.length ? corrected.map(({ spelling }) => spelling).join(" ") : "" };
}

function formatCount(count) {
  if (count === 0) return "Aucun résultat. Essayez un autre mot.";
  if (count === 1) return "1 résultat.";
  const number = count.toLocaleString("fr-FR");
  return `${number} résultats${count > MAX_RESULTS ? `, les ${MAX_RESULTS} premiers sont affichés.` : "."}`;
}

function renderEntry(entry) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const kind = document.createElement("span");
  link.href = root + entry.address;
  link.textContent = entry.title;
  kind.textContent = entry.kind;
  item.append(link, " ", kind);
  return item;
}

async function showResults() {
  let index;
  try {
    index = await loadIndex();
  } catch {
    status.textContent = "La recherche n'est pas disponible pour l'instant. Vérifiez votre connexion.";
    return;
  }
  const queryWords = parseQuery(input.value);
  let entries = queryWords.length ? findEntries(index, queryWords) : [];
  let meant = "";
  if (queryWords.length && !entries.length) {
    const guess = guessEntries(index, queryWords);
    entries = guess.entries;
    meant = guess.spelling && `Voulez-vous dire « ${guess.spelling} » ? `;
  }
  list.replaceChildren(...entries.slice(0, MAX_RESULTS).map(renderEntry));
  status.textContent = queryWords.length ? meant + formatCount(entries.length) : "";
}

input.addEventListener("input", showResults);
list.addEventListener("click", () => document.getElementById("recherche").close());
showResults();
