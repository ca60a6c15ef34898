/* What the explorer says: counts, choices, dates. */

const NBSP = "\u00a0";

/** Return "1 action", "12 000 actions". */
export function actions(count) {
  return `${count.toLocaleString("fr-FR")}${NBSP}action${count > 1 ? "s" : ""}`;
}

/** Say what is shown: "5 actions sur 23 : axe 1, à destination des usagers." */
export function shown(count, total, said) {
  const start = count ? actions(count) : "Aucune action";
  const end = said.length ? `${NBSP}: ${said.join(", ")}` : "";
  return `${start} sur ${total.toLocaleString("fr-FR")}${end}.`;
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
