/* Live preview of an action: runs the compiled template (roadmap/form/jinja_to_js.py) on what is typed.
   Input is hostile: text is escaped, and links lead only to https or to a mailbox. */

import {
  createAcronymFilter, formatDate, formatEuros, formatHour, formatNumber, formatOnDate, formatShortDate,
  insertNbspInHtml, keepHyphenatedWhole, lowercaseFirst, pluralize,
} from "./french.js";
import { Safe, concat, iterate, runtimeOf } from "./jinja.js";
import { toHtml } from "./markdown.js";
import { formatIsoDate, lengthOfMonth, toRecord } from "./records.js";

/**
 * Render the page of a sheet, which may be incomplete or wrong; `block` is the module of the compiled template.
 * @param {Sheet} sheet
 * @param {PreviewData} data
 * @param {string} today
 * @param {{ render: (context: object, runtime: JinjaRuntime) => string }} block
 * @returns {string}
 */
export function renderPreview(sheet, data, today, block) {
  const action = toRecord({ ...sheet, titre: sheet.titre || "Sans titre" }, "Action", data.records);
  action.territoires = deriveTerritories(action, data);
  const context = { action, root: ".", roadmap: buildRoadmap(data, today), mailto: buildMailto };
  return insertNbspInHtml(neutralizeLinks(block.render(context, runtimeOf(buildFilters(data)))));
}

/** Return the part of roadmap/model/roadmap.py that the template uses. */
function buildRoadmap(data, today) {
  const axes = new Map(data.axes.map((axis) => [axis.numero, axis]));
  return {
    departement: data.departement,
    axis: (numero) => axes.get(numero) ?? { numero: numero ?? "", titre: "", titre_court: "" },
    thematic_title: (id) => getOwn(data.thematiques, id) ?? "Transversale",
    territory: (id) => ({ nom: getOwn(data.territoires, id) ?? data.departement.nom }),
    communes_in: ({ communes }, id) => communes.filter((code) => getOwn(data.communes, code)?.territoire === id).map((code) => data.communes[code].nom),
    is_late: ({ fin, statut }) => Boolean(fin?.isValid) && data.statuts_ouverts.includes(statut) && fin.lastDay < today,
    is_stale: ({ confirme_le: date }) => Boolean(date?.isValid) && addMonths(date, data.mois_avant_ancienne) < today,
    decisions_on: () => [],
    neighbours: () => [null, null],
  };
}

/** Return the territories of an action, and those of its communes. */
function deriveTerritories(action, data) {
  const derived = action.communes.map((code) => getOwn(data.communes, code)?.territoire).filter(Boolean);
  return [...new Set([...action.territoires, ...derived])];
}

function getOwn(object, key) {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Return the same day some months later, at most the last day of that month. */
function addMonths(date, months) {
  const count = (date.mois ?? 1) - 1 + months;
  const [annee, mois] = [date.annee + Math.floor(count / 12), (count % 12) + 1];
  return formatIsoDate(annee, mois, Math.min(date.jour ?? 1, lengthOfMonth(annee, mois)));
}

/** Build a mailto link, percent-encoded as in Python. */
function buildMailto(address, subject) {
  return `mailto:${percentEncode(address ?? "").replaceAll("%40", "@")}?subject=${percentEncode(subject ?? "")}`;
}

function percentEncode(text) {
  const encoded = encodeURIComponent(String(text).toWellFormed());
  return encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Return the Jinja filters, by the names that templates use. */
function buildFilters(data) {
  return {
    t: createAcronymFilter(data.acronymes),
    label: (value, ...path) => getOwn(getOwn(data.libelles, path.join("/")) ?? {}, value) ?? value,
    markdown: (text) => new Safe(toHtml(text ?? "")),
    lower: (value) => String(value ?? "").toLowerCase(),
    length: (value) => value?.length ?? 0,
    join: (values, separator = "") => concat(...iterate(values).flatMap(([value, { first }]) => first ? [value] : [separator, value])),
    date: formatDate,
    short_date: formatShortDate,
    on_date: formatOnDate,
    hour: formatHour,
    number: formatNumber,
    euros: formatEuros,
    whole: keepHyphenatedWhole,
    plural: pluralize,
    lower_first: lowercaseFirst,
  };
}

/** Remove the target of links that lead neither to https, nor to a mailbox, nor into the site. */
function neutralizeLinks(html) {
  const unsafe = / href="(?!https:\/\/|mailto:|\.\/|#)[^"]*"/g;
  return html.replace(/<[^>]*>/g, (tag) => tag.replace(unsafe, ' href="#"'));
}
