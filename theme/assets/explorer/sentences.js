/* What the explorer says: counts, choices, dates. */

const NBSP = "\u00a0";

/** Return "1 action", "12 000 actions". */
export function actions(count) {
  return `${count.toLocaleString("fr-FR")}${NBSP}action${count > 1 ? "s" : ""}`;
}

/** Say what is shown: "5 actions sur 23 répondent à ces choix : axe 1, à destination des usagers." */
export function shown(count, total, said, typed, order) {
  const who = subject(count, total);
  const none = count ? "" : "ne ";
  const many = count > 1;
  if (!said.length && !typed) return `${who}, ${total > 1 ? "triées" : "triée"} par ${order}.`;
  if (!said.length) return `${who} ${none}${many ? "contiennent" : "contient"} ${quoted(typed)}.`;
  const choices = typed ? [...said, `texte contenant ${quoted(typed)}`] : said;
  const which = choices.length > 1 ? `${count ? "" : "à la fois "}à ces choix` : "à ce choix";
  return `${who} ${none}${many ? "répondent" : "répond"} ${which}${NBSP}: ${choices.join(", ")}.`;
}

/** Return who the sentence is about: "Aucune des 23 actions", "5 actions sur 23", "Les 23 actions". */
function subject(count, total) {
  if (total === 1) return count ? "La seule action" : "Aucune action";
  if (!count) return `Aucune des ${actions(total)}`;
  return count === total ? `Les ${actions(total)}` : `${actions(count)} sur ${total.toLocaleString("fr-FR")}`;
}

/** Say, beside the filters, where the answer is. */
export function answer(count) {
  return count ? `${actions(count)}${NBSP}: voir la liste` : `Aucune action${NBSP}: que faire\u202f?`;
}

/** Say the words that are looked for. */
export function quoted(words) {
  return `«${NBSP}${words}${NBSP}»`;
}

/** Say what of the address was not understood. */
export function ignored(choices) {
  const many = choices.length > 1;
  return `L'adresse de cette page contient ${many ? "des choix inconnus, ignorés" : "un choix inconnu, ignoré"}${NBSP}: ${choices.join(", ")}.`;
}

export const UNAVAILABLE = "Les filtres ne sont pas disponibles pour l'instant. Vérifiez votre connexion.";

/** Write a date as precisely as it is known: "4 avril 2024", "juin 2024", "2024". */
function date(value) {
  const [year, month, day] = value.split("-").map(Number);
  if (!month) return String(year);
  const form = { year: "numeric", month: "long", day: day ? "numeric" : undefined, timeZone: "UTC" };
  return new Intl.DateTimeFormat("fr-FR", form).format(Date.UTC(year, month - 1, day || 1)).replace(/^1 /, "1er ");
}

/** Say the date that an action is sorted by; nothing when it is not sorted by date. */
export function sortedBy(order, row) {
  if (order === "confirmation") return `Confirmation${NBSP}: ${date(row.confirmed)}`;
  if (order === "fin") return row.end ? `Fin${NBSP}: ${date(row.end)}` : "Date de fin non précisée";
  return "";
}
