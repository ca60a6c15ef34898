/* French sentences of the explorer: counts, choices, dates. */

const NBSP = "\u00a0";

/**
 * Format a number of actions: "1 action", "12 000 actions".
 * @param {number} count
 * @returns {string}
 */
export function formatCount(count) {
  return `${count.toLocaleString("fr-FR")}${NBSP}action${count > 1 ? "s" : ""}`;
}

/**
 * Describe the results: "5 actions sur 23 répondent à ces choix : axe 1, pour les usagers."
 * @param {number} count
 * @param {number} total
 * @param {string[]} choices
 * @param {string} query
 * @param {string} order
 * @returns {string}
 */
export function describeResults(count, total, choices, query, order) {
  const subject = describeSubject(count, total);
  const negation = count ? "" : "ne ";
  const isPlural = count > 1;
  if (!choices.length && !query) return `${subject}, ${total > 1 ? "triées" : "triée"} par ${order}.`;
  if (!choices.length) return `${subject} ${negation}${isPlural ? "contiennent" : "contient"} ${quote(query)}.`;
  const criteria = query ? [...choices, `texte contenant ${quote(query)}`] : choices;
  const complement = criteria.length > 1 ? `${count ? "" : "à la fois "}à ces choix` : "à ce choix";
  return `${subject} ${negation}${isPlural ? "répondent" : "répond"} ${complement}${NBSP}: ${criteria.join(", ")}.`;
}

/** Return the subject of the sentence: "Aucune des 23 actions", "5 actions sur 23", "Les 23 actions". */
function describeSubject(count, total) {
  if (total === 1) return count ? "La seule action" : "Aucune action";
  if (!count) return `Aucune des ${formatCount(total)}`;
  return count === total ? `Les ${formatCount(total)}` : `${formatCount(count)} sur ${total.toLocaleString("fr-FR")}`;
}

/**
 * Label the link to the results, beside the filters.
 * @param {number} count
 * @returns {string}
 */
export function formatResultsLink(count) {
  return count ? `${formatCount(count)}${NBSP}: voir la liste` : `Aucune action${NBSP}: que faire\u202f?`;
}

/**
 * Put a text between French quotes.
 * @param {string} text
 * @returns {string}
 */
export function quote(text) {
  return `«${NBSP}${text}${NBSP}»`;
}

/**
 * Warn about unknown choices in the address.
 * @param {string[]} choices
 * @returns {string}
 */
export function formatIgnored(choices) {
  const isPlural = choices.length > 1;
  return `L'adresse de cette page contient ${isPlural ? "des choix inconnus, ignorés" : "un choix inconnu, ignoré"}${NBSP}: ${choices.join(", ")}.`;
}

export const UNAVAILABLE = "Les filtres ne sont pas disponibles pour l'instant. Vérifiez votre connexion.";

/** Format a partial date: "4 avril 2024", "juin 2024", "2024". */
function formatDate(value) {
  const [year, month, day] = value.split("-").map(Number);
  if (!month) return String(year);
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { year: "numeric", month: "long", day: day ? "numeric" : undefined, timeZone: "UTC" };
  return new Intl.DateTimeFormat("fr-FR", options).format(Date.UTC(year, month - 1, day || 1)).replace(/^1 /, "1er ");
}

/**
 * Format the date that an action is sorted by; empty when the order is not by date.
 * @param {string} order
 * @param {ExplorerRow} row
 * @returns {string}
 */
export function formatSortDate(order, row) {
  if (order === "confirmation") return `Vérification${NBSP}: ${formatDate(row.confirmed)}`;
  if (order === "fin") return row.end ? `Fin${NBSP}: ${formatDate(row.end)}` : "Date de fin non précisée";
  return "";
}
