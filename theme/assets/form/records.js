/* Conversion of a sheet to records: the types and defaults of roadmap/model/records.py; invalid values are kept. */

const [MIN_YEAR, MAX_YEAR] = [1900, 2200];

/** A decimal number, formatted as Python formats a float. */
export class Decimal {
  /** @param {number} value */
  constructor(value) {
    this.value = value;
  }

  toString() {
    const size = Math.abs(this.value);
    if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
      return this.value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
    }
    if (Object.is(this.value, -0)) return "-0.0";
    return Number.isInteger(this.value) ? `${this.value}.0` : String(this.value);
  }
}

/** A date known to the day, the month or the year; when not `isValid`, it has only the text `typed`. */
export class PartialDate {
  /** @param {string} typed */
  constructor(typed) {
    const [, annee, mois, jour] = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/.exec(typed) ?? [];
    this.typed = typed;
    this.annee = Number(annee);
    this.mois = mois && Number(mois);
    this.jour = jour && Number(jour);
    this.isValid = annee !== undefined && this.exists();
    this.is_full = this.isValid && jour !== undefined;
  }

  exists() {
    const day = new Date(Date.UTC(this.annee, (this.mois ?? 1) - 1, this.jour ?? 1));
    const isSame = day.getUTCMonth() + 1 === (this.mois ?? 1) && day.getUTCDate() === (this.jour ?? 1);
    return isSame && this.annee >= MIN_YEAR && this.annee <= MAX_YEAR;
  }

  get firstDay() {
    return formatIsoDate(this.annee, this.mois ?? 1, this.jour ?? 1);
  }

  get lastDay() {
    const mois = this.mois ?? 12;
    return formatIsoDate(this.annee, mois, this.jour ?? lengthOfMonth(this.annee, mois));
  }
}

/**
 * Format the day of a moment in a time zone: AAAA-MM-JJ.
 * @param {Date} moment
 * @param {string} timeZone
 * @returns {string}
 */
export function formatDay(moment, timeZone) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(moment);
}

/**
 * Format a day as AAAA-MM-JJ.
 * @param {number} annee
 * @param {number} mois
 * @param {number} jour
 * @returns {string}
 */
export function formatIsoDate(annee, mois, jour) {
  return [String(annee).padStart(4, "0"), ...[mois, jour].map((part) => String(part).padStart(2, "0"))].join("-");
}

/**
 * Return the number of days of a month.
 * @param {number} annee
 * @param {number} mois
 * @returns {number}
 */
export function lengthOfMonth(annee, mois) {
  return new Date(Date.UTC(annee, mois, 0)).getUTCDate();
}

/**
 * Convert a value to a record with all its fields: null or empty when missing or of a wrong type.
 * @param {unknown} value
 * @param {string} name
 * @param {RecordShapes} shapes
 * @returns {Record<string, any>}
 */
export function toRecord(value, name, shapes) {
  const source = value !== null && typeof value === "object" ? value : {};
  const entries = Object.entries(shapes[name]).map(([key, shape]) => {
    const field = Object.hasOwn(source, key) ? source[key] : null;
    return [key, shape.list ? convertItems(field, shape.kind, shapes) : convert(field, shape.kind, shapes)];
  });
  return Object.fromEntries(entries);
}

function convertItems(value, kind, shapes) {
  if (!Array.isArray(value)) return [];
  return value.map((item) => convert(item, kind, shapes)).filter((item) => item !== null);
}

function convert(value, kind, shapes) {
  if (Object.hasOwn(shapes, kind)) {
    const record = toRecord(value, kind, shapes);
    return Object.values(record).some(hasContent) ? record : null;
  }
  if (kind === "boolean") return value === true;
  const text = ["string", "number", "boolean"].includes(typeof value) ? String(value) : "";
  if (text === "") return null;
  if (kind === "date") return new PartialDate(text);
  return kind === "text" ? text : parseNumber(text, kind);
}

function hasContent(value) {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
}

/** Parse a number; return the text itself when it is none. */
function parseNumber(text, kind) {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value)) return text;
  return kind === "float" ? new Decimal(value) : value;
}
