/* The communes of the department, loaded when an answer first needs them: their names, and how to read them. */

import { indexNames, readNames } from "./names.js";
import { fetchJson } from "../shared/loading.js";

/**
 * Load the communes into the rules: those that an action may refer to, and the reader of their names.
 * @param {string} root
 * @param {Rules} rules
 */
export async function loadCommunes(root, rules) {
  setCommunes(await fetchJson(root, "territoires/communes.json"), rules);
}

/**
 * Put the communes of communes.json into the rules.
 * @param {{ id: string, communes: [nom: string, postcodes: string[], code: string][] }[]} territories
 * @param {Rules} rules
 */
export function setCommunes(territories, rules) {
  rules.known.communes = territories.flatMap(({ id: territoire, communes }) =>
    communes.map(([nom, , id]) => ({ id, nom, territoire })));
  const index = indexNames(rules.known.communes.map(({ id, nom }) => [id, [nom]]));
  rules.readCommunes = (text) => readNames(text, index);
}
