/* Find communes as people type them: by name, postcode, both, with a CEDEX, the department or a slip of spelling. */

import { foldWords } from "../shared/folding.js";
import { allowedSlips, countSlips } from "../shared/spelling.js";

const MAX_GUESSES = 5;
const MIN_PART_LENGTH = 3;
/* What people write around the name of a commune: « mairie de », « CEDEX 9 », « France ». */
const SURROUNDINGS = /\b(?:commune|mairie|ville|village) (?:de |du |des |d )?|\bcedex(?: \d{1,2})?\b|\bfrance\b/g;

/**
 * Index the places of communes.json, with their folded names, in alphabetical order: the intercommunalities, the
 * communes, and the former ones, under the name of the commune of today.
 * @param {{ id: string, nom: string, communes: [string, string[], string, string, ...string[]][] }[]} territories
 * @returns {Place[]}
 */
export function indexPlaces(territories) {
  return territories.flatMap(({ id, nom, communes }) => [
    indexPlace(nom, { territory: id, name: nom, postcodes: [] }),
    ...communes.flatMap(([name, postcodes, , slug, ...formerNames]) => {
      const place = { territory: id, name, postcodes, slug };
      return [indexPlace(name, place), ...formerNames.map((former) => indexPlace(former, { ...place, former }))];
    }),
  ]).sort((a, b) => (a.words.join(" ") < b.words.join(" ") ? -1 : 1));
}

function indexPlace(spelling, place) {
  const words = foldWords(spelling).split(" ");
  return { ...place, words, compact: words.join("") };
}

/**
 * Return the places that a query names, the closest first; `isGuess` when none has this spelling.
 * @param {Place[]} places
 * @param {string} query
 * @param {{ code: string, name: string }} department - people write it after the commune.
 * @returns {{ places: Place[], isGuess: boolean }}
 */
export function findPlaces(places, query, department) {
  const words = splitWords(foldWords(query));
  const bareWords = splitWords(removeSurroundings(words.join(" "), department));
  const named = firstFilled(
    () => matchEveryWord(places, words),
    () => matchEveryWord(places, bareWords),
  );
  if (named.length) return { places: keepOnePerPage(named), isGuess: false };
  const nameWords = bareWords.filter((word) => !/^\d+$/.test(word));
  const guesses = firstFilled(
    () => matchEveryWord(places, nameWords), /* The postcode is a CEDEX one, or that of a neighbour. */
    () => matchSpelling(places, nameWords),
    ...listParts(nameWords).map((part) => () => matchEveryWord(places, part)),
  );
  return { places: keepOnePerPage(guesses).slice(0, MAX_GUESSES), isGuess: true };
}

/** Leave out the places whose page is that of a closer one: a commune found by its name and by a former one. */
function keepOnePerPage(places) {
  const pages = new Set();
  return places.filter(({ territory, slug = "" }) => {
    const page = `${territory}/${slug}`;
    return !pages.has(page) && pages.add(page);
  });
}

/** Split a folded text into words; the digits of « 28 000 » are one word, apart from the letters beside them. */
function splitWords(text) {
  return text.replace(/(\d)([a-z])/g, "$1 $2").replace(/([a-z])(\d)/g, "$1 $2").replace(/\b(\d{2}) (\d{3})\b/g, "$1$2")
    .split(" ").filter(Boolean);
}

function removeSurroundings(text, department) {
  const names = [foldWords(department.name), foldWords(department.code)].map((name) => new RegExp(`(.) ${name}\\b`));
  return names.reduce((rest, name) => rest.replace(name, "$1"), text.replace(SURROUNDINGS, " ").replace(/ +/g, " "));
}

/**
 * Return the first result that is not empty.
 * @param {...() => Place[]} attempts
 * @returns {Place[]}
 */
function firstFilled(...attempts) {
  for (const attempt of attempts) {
    const result = attempt();
    if (result.length) return result;
  }
  return [];
}

/** Return the places of which each word starts a word or a postcode, whole names first; spaces may be left out. */
function matchEveryWord(places, words) {
  if (!words.length) return [];
  const compact = words.join("");
  const start = words.join(" ");
  const rank = (place) => {
    const name = place.words.join(" ");
    return name === start ? 0 : name.startsWith(start) ? 1 : 2;
  };
  const isNamed = (place) => place.compact.startsWith(compact) || words.every((word) =>
    place.words.some((own) => own.startsWith(word)) || place.postcodes.some((postcode) => postcode.startsWith(word)));
  return places.filter(isNamed).sort((a, b) => rank(a) - rank(b));
}

/** List the parts of a query that may be a name by themselves: its first words, then its last ones, the longest first. */
function listParts(words) {
  const starts = words.map((_, index) => words.slice(0, words.length - index));
  const ends = words.map((_, index) => words.slice(index));
  return [...starts, ...ends].filter((part) => part.join("").length >= MIN_PART_LENGTH);
}

/** Return the places that words spell with a few slips, the fewest first. */
function matchSpelling(places, words) {
  if (!words.length) return [];
  return places.map((place) => ({ place, slips: countNameSlips(place, words) }))
    .filter(({ slips }) => slips < Infinity).sort((a, b) => a.slips - b.slips).map(({ place }) => place);
}

/** Count the slips between a name and words, or the start of it; Infinity when they are too many. */
function countNameSlips(place, words) {
  const typed = words.join("");
  const whole = countSlips(typed, place.compact);
  const byWord = words.map((word) => Math.min(...place.words.map((own) => countWordSlips(word, own))));
  const sum = byWord.reduce((total, slips) => total + slips, 0);
  /* Among names with as many slips, the one that has fewer words more. */
  const unsaid = Math.max(0, place.compact.length - typed.length) / 100;
  return Math.min(whole <= allowedSlips(typed) ? whole : Infinity, sum + unsaid);
}

function countWordSlips(word, own) {
  const slips = Math.min(countSlips(word, own), countSlips(word, own.slice(0, word.length)));
  return slips <= allowedSlips(word) ? slips : Infinity;
}
