/* A sheet with the types and the defaults of the records (roadmap/model/records.py), as far as it is typed. */

const [FIRST_YEAR, LAST_YEAR] = [1900, 2200];

/** What stands in the data as a number with a decimal part: written as Python does. */
export class Decimal {
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

/** A date as precise as it is known; one that is not a date stays as it was typed. */
export class PartialDate {
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
    const same = day.getUTCMonth() + 1 === (this.mois ?? 1) && day.getUTCDate() === (this.jour ?? 1);
    return same && this.annee >= FIRST_YEAR && this.annee <= LAST_YEAR;
  }

  get firstDay() {
    return iso(this.annee, this.mois ?? 1, this.jour ?? 1);
  }

  get lastDay() {
    const mois = this.mois ?? 12;
    return iso(this.annee, mois, this.jour ?? lengthOfMonth(this.annee, mois));
  }
}

export function iso(annee, mois, jour) {
  return [String(annee).padStart(4, "0"), ...[mois, jour].map((each) => String(each).padStart(2, "0"))].join("-");
}

export function lengthOfMonth(annee, mois) {
  return new Date(Date.UTC(annee, mois, 0)).getUTCDate();
}

/** Return a record with all its fields: what is absent or of a wrong kind is null or empty. */
export function filled(value, name, shapes) {
  const source = value !== null && typeof value === "object" ? value : {};
  const entries = Object.entries(shapes[name]).map(([key, shape]) => {
    const given = Object.hasOwn(source, key) ? source[key] : null;
    return [key, shape.list ? items(given, shape.kind, shapes) : cast(given, shape.kind, shapes)];
  });
  return Object.fromEntries(entries);
}

function items(value, kind, shapes) {
  return Array.isArray(value) ? value.map((each) => cast(each, kind, shapes)).filter((each) => each !== null) : [];
}

function cast(value, kind, shapes) {
  if (Object.hasOwn(shapes, kind)) {
    const record = filled(value, kind, shapes);
    return Object.values(record).some(isGiven) ? record : null;
  }
  if (kind === "boolean") return value === true;
  const text = ["string", "number", "boolean"].includes(typeof value) ? String(value) : "";
  if (text === "") return null;
  if (kind === "date") return new PartialDate(text);
  return kind === "text" ? text : numberOr(text, kind);
}

function isGiven(value) {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
}

/** Return the number that a text writes, else the text. */
function numberOr(text, kind) {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value)) return text;
  return kind === "float" ? new Decimal(value) : value;
}
