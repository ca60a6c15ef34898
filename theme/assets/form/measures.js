/* The measures of an indicator: a list in a file, its last one alone in the form (roadmap/model/measures.py). Loaded by a
   sheet that has such a list only. */

/** The keys of the only measure of an indicator, and those of a measure of a list. */
const SINGLE_KEYS = { mesure_le: "date", actuel: "valeur", source: "source" };

const changeIndicators = (sheet, change) =>
  sheet.indicateurs ? { ...sheet, indicateurs: sheet.indicateurs.map((each, index) => each && change(each, index)) } : sheet;

/**
 * Return a sheet whose indicators have their last measure alone.
 * @param {Sheet} sheet
 * @returns {Sheet}
 */
export function flattenMeasures(sheet) {
  return changeIndicators(sheet, ({ mesures, ...indicator }) => {
    if (!mesures?.length) return indicator;
    const last = mesures[mesures.length - 1];
    return { ...indicator, ...Object.fromEntries(Object.entries(SINGLE_KEYS).map(([key, name]) => [key, last?.[name]])) };
  });
}

/**
 * Return a sheet whose indicators have again the lists of another one, a new measure added. An indicator is known by its
 * name; renamed, by its place. A measure of the same date as the last one corrects it; none keeps the list as it is.
 * @param {Sheet} sheet
 * @param {Sheet} published
 * @returns {Sheet}
 */
export function restoreMeasures(sheet, published) {
  const before = (published.indicateurs ?? []).map((each) => each ?? {});
  const lists = new Map(before.map((each) => [each.libelle, each.mesures]));
  const names = new Set((sheet.indicateurs ?? []).map((each) => each?.libelle));
  return changeIndicators(sheet, (indicator, index) => {
    const isRenamed = !lists.has(indicator.libelle) && index < before.length && !names.has(before[index].libelle);
    const measures = lists.get(isRenamed ? before[index].libelle : indicator.libelle);
    if (!measures?.length) return indicator;
    const { mesure_le: date, actuel: valeur, source, ...rest } = indicator;
    const last = Object.fromEntries(Object.entries({ date, valeur, source }).filter(([, value]) => value !== undefined));
    const kept = date === measures[measures.length - 1]?.date ? measures.slice(0, -1) : measures;
    return { ...rest, mesures: valeur === undefined ? measures : [...kept, last] };
  });
}

/** Return an indicator whose measures are numbers: a file that is opened again gives texts. */
function readNumbers(indicator) {
  if (!Array.isArray(indicator.mesures)) return indicator;
  const readNumber = (text) => (typeof text === "string" && text.trim() !== "" && !Number.isNaN(Number(text)) ? Number(text) : text);
  return { ...indicator, mesures: indicator.mesures.map((each) => each && { ...each, valeur: readNumber(each.valeur) }) };
}

/**
 * Return a sheet as the form shows it, the indicators that a draft remembers, and what puts the measures back.
 * @param {Sheet} whole
 * @returns {{sheet: Sheet, measured: Sheet, restore: (value: Sheet) => Sheet}}
 */
export function hideMeasures(whole) {
  const measured = changeIndicators({ indicateurs: whole.indicateurs }, readNumbers);
  return { sheet: flattenMeasures(whole), measured, restore: (value) => restoreMeasures(value, measured) };
}
