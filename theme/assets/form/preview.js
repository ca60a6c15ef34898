/* The sheet as it will be published: runs the translated block on what is typed. A test compares it with the page.
   Everything typed is hostile: text is escaped, and a link leads only to https or to a mailbox. */

import { acronyms, date, euros, hour, lowerFirst, number, onDate, plural, shortDate, spacesInHtml, whole } from "./french.js";
import { Safe, concat, each, runtimeOf } from "./jinja.js";
import { markdown } from "./markdown.js";
import { filled, iso, lengthOfMonth } from "./records.js";

/** Return the HTML of a sheet; `sheet` may be incomplete or wrong, as it is while somebody types. */
export function preview(sheet, data, today, block) {
  const action = filled({ ...sheet, titre: sheet.titre || "Sans titre" }, "Action", data.records);
  const context = { action, root: ".", roadmap: roadmapOf(data, today), mailto };
  return spacesInHtml(safeAddresses(block.render(context, runtimeOf(filtersOf(data)))));
}

function roadmapOf(data, today) {
  const axes = new Map(data.axes.map((axis) => [axis.numero, axis]));
  return {
    departement: data.departement,
    axis: (numero) => axes.get(numero) ?? { numero: numero ?? "", titre: "", titre_court: "" },
    thematic_title: (id) => own(data.thematiques, id) ?? "Transversale",
    territory: (id) => ({ nom: own(data.territoires, id) ?? data.departement.nom }),
    is_late: ({ fin, statut }) => Boolean(fin?.isValid) && data.statuts_ouverts.includes(statut) && fin.lastDay < today,
    is_stale: ({ confirme_le: day }) => Boolean(day?.isValid) && later(day, data.mois_avant_ancienne) < today,
    decisions_on: () => [],
    neighbours: () => [null, null],
  };
}

function own(object, key) {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Return the same day some months later, or the last of that month. */
function later(date, months) {
  const count = (date.mois ?? 1) - 1 + months;
  const [annee, mois] = [date.annee + Math.floor(count / 12), (count % 12) + 1];
  return iso(annee, mois, Math.min(date.jour ?? 1, lengthOfMonth(annee, mois)));
}

/** Return a mailto link: every character that has a meaning there is encoded. */
function mailto(address, subject) {
  return `mailto:${quoted(address ?? "").replaceAll("%40", "@")}?subject=${quoted(subject ?? "")}`;
}

function quoted(text) {
  const encoded = encodeURIComponent(String(text).toWellFormed());
  return encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function filtersOf(data) {
  return {
    t: acronyms(data.acronymes),
    label: (value, ...path) => own(own(data.libelles, path.join("/")) ?? {}, value) ?? value,
    markdown: (text) => new Safe(markdown(text ?? "")),
    lower: (value) => String(value ?? "").toLowerCase(),
    length: (value) => value?.length ?? 0,
    join: (values, between = "") => concat(...each(values).flatMap(([value, { first }]) => first ? [value] : [between, value])),
    date,
    short_date: shortDate,
    on_date: onDate,
    hour,
    number,
    euros,
    whole,
    plural,
    lower_first: lowerFirst,
  };
}

/** Let links lead only to https, to a mailbox, or into the site. */
function safeAddresses(html) {
  const address = / href="(?!https:\/\/|mailto:|\.\/|#)[^"]*"/g;
  return html.replace(/<[^>]*>/g, (tag) => tag.replace(address, ' href="#"'));
}
