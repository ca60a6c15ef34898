/* The search of the site, loaded when the reader opens it: words are compared without accents. */

import { fold, words } from "../shared/folding.js";

const MAX_RESULTS = 20;
const root = new URL("../..", import.meta.url).href;
const input = document.getElementById("recherche-mots");
const state = document.getElementById("recherche-etat");
const list = document.getElementById("recherche-resultats");
let loading = null;

/** Return the index, asked for once: see `roadmap/outputs/search_index.py` for its shape. */
function load() {
  loading = loading || fetch(`${root}recherche.json`).then((answer) => {
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }).then(({ vides, titre, adresse, genre, noms, mots }) => ({
    empty: new Set(vides),
    entries: titre.map((title, at) => ({
      title,
      address: adresse[at],
      kind: genre[at],
      head: ` ${fold(title)} `,
      names: ` ${fold(noms[at])} `,
      text: ` ${fold(genre[at])} ${mots[at]}`,
    })),
  }));
  loading.catch(() => { loading = null; }); /* The next word asks again. */
  return loading;
}

/** Return the entries that hold the start of every word, the best first. */
function find({ empty, entries }, asked) {
  const phrase = ` ${asked.join(" ")}`;
  const telling = asked.filter((word) => !empty.has(word));
  const starts = (telling.length ? telling : asked).map((word) => ` ${word}`);
  const ranks = [[], [], [], [], []];
  for (const entry of entries) {
    const { head, names, text } = entry;
    if (!starts.every((start) => head.includes(start) || names.includes(start) || text.includes(start))) continue;
    ranks[rank(entry, phrase, starts)].push(entry);
  }
  return ranks.flat();
}

/** Rank: a whole name (a commune, a postcode), the start of the title, a part of it, of a name, the rest. */
function rank({ head, names }, phrase, starts) {
  if (names.includes(`${phrase} `)) return 0;
  if (head.startsWith(phrase)) return 1;
  if (starts.every((start) => head.includes(start))) return 2;
  if (starts.every((start) => head.includes(start) || names.includes(start))) return 3;
  return 4;
}

function sentence(count) {
  if (count === 0) return "Aucun résultat. Essayez un autre mot.";
  if (count === 1) return "1 résultat.";
  const number = count.toLocaleString("fr-FR");
  return `${number} résultats${count > MAX_RESULTS ? `, les ${MAX_RESULTS} premiers sont affichés.` : "."}`;
}

function item(entry) {
  const node = document.createElement("li");
  const link = document.createElement("a");
  const kind = document.createElement("span");
  link.href = root + entry.address;
  link.textContent = entry.title;
  kind.textContent = entry.kind;
  node.append(link, " ", kind);
  return node;
}

async function show() {
  let index;
  try {
    index = await load();
  } catch {
    state.textContent = "La recherche n'est pas disponible pour l'instant. Vérifiez votre connexion.";
    return;
  }
  const asked = words(input.value);
  const found = asked.length ? find(index, asked) : [];
  list.replaceChildren(...found.slice(0, MAX_RESULTS).map(item));
  state.textContent = asked.length ? sentence(found.length) : "";
}

input.addEventListener("input", show);
list.addEventListener("click", () => document.getElementById("recherche").close());
show();
