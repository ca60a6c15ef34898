/* The check of a form: what the check of the files would refuse, in its words (roadmap/form/browser_rules.py). */

import {
  asRead,
  characterName,
  daysOf,
  fill,
  find,
  findAll,
  isHttps,
  mailboxFault,
  minutesOf,
  quote,
  regexp,
  suits,
  typeOf,
} from "./formats.js";

/**
 * Return the problems `{path, code, severity, message, hint}` of the value of an "action" or a "reunion", in
 * the schema's order. `context` is `{today, identifier, isNew}`; what is wrong with the identifier of a
 * new action has the path ["identifiant"].
 */
export function check(kind, value, rules, context) {
  const schema = rules.schemas[kind];
  refuseUnknownKeywords(schema);
  const read = asRead(value, rules);
  const found = shape(schema, read, rules);
  const said = new Set(found.problems.map((each) => key(each.path)));
  for (const each of damage(read, rules)) if (!said.has(key(each.path))) found.problems.push(each);
  for (const each of found.problems) said.add(key(each.path));
  const sound = prune(read, found.broken);
  const about = { kind, schema, rules, context };
  const broken = RULES.flatMap((rule) => [...rule(sound, about)]).filter((each) => !said.has(key(each.path)));
  return sorted([...identifierProblems(kind, read, rules, context), ...found.problems, ...broken], schema);
}

/* --- Problems */

const key = (path) => JSON.stringify(path);
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function problem(rules, code, path, details, severity = "error") {
  if (!Object.hasOwn(rules.wordings, code)) throw new Error(`No wording: ${code}`);
  const [message, hint] = rules.wordings[code].map((template) => fill(template, details).trim());
  return { path, code, severity, message, hint };
}

/** Return the problems in the schema's order, each once. */
function sorted(problems, schema) {
  const unique = new Map(problems.map((each) => [key([each.path, each.message]), each]));
  const ranked = [...unique.values()].map((each) => ({ each, rank: rankOf(schema, each.path) }));
  return ranked.sort((one, other) => compared(one.rank, other.rank)).map(({ each }) => each);
}

/** Return the place of a path among those of a schema, as a list of numbers. */
function rankOf(schema, path) {
  return path.map((step, at) => {
    if (typeof step === "number") return step;
    return Object.keys(fieldAt(schema, path.slice(0, at)).properties ?? {}).indexOf(step);
  });
}

function compared(one, other) {
  const at = one.findIndex((rank, index) => rank !== other[index]);
  return at === -1 ? one.length - other.length : one[at] - (other[at] ?? -1);
}

/* --- The schema */

const TYPES = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  array: (value) => Array.isArray(value),
  object: isObject,
  null: (value) => value === null,
};
const countOf = (value) => [...value].length;
const sortedKeys = (value) => Object.fromEntries(Object.entries(value).sort());
const canonical = (item) => JSON.stringify(item, (_, value) => (isObject(value) ? sortedKeys(value) : value));

/** What each keyword asks of a value of its type; a value of another type is not its concern. */
const KEYWORDS = {
  type: (limit, value) => [limit].flat().some((name) => TYPES[name](value)),
  enum: (limit, value) => limit.includes(value),
  const: (limit, value) => limit === value,
  pattern: (limit, value) => typeof value !== "string" || regexp(limit).test(value),
  format: (limit, value, rules) => suits(limit, value, rules),
  minLength: (limit, value) => typeof value !== "string" || countOf(value) >= limit,
  maxLength: (limit, value) => typeof value !== "string" || countOf(value) <= limit,
  minimum: (limit, value) => typeof value !== "number" || value >= limit,
  maximum: (limit, value) => typeof value !== "number" || value <= limit,
  minItems: (limit, value) => !Array.isArray(value) || value.length >= limit,
  minProperties: (limit, value) => !isObject(value) || Object.keys(value).length >= limit,
  uniqueItems: (limit, value) => !limit || !Array.isArray(value) || secondOfAKind(value) === -1,
};
const STRUCTURE = [
  "additionalProperties", "allOf", "dependentRequired", "if", "items", "properties", "required", "then",
];
const REMARKS = ["title", "description", "examples"];

/** Throw when a schema asks for what is not understood here: it would go unchecked without a word. */
function refuseUnknownKeywords(schema) {
  for (const name of Object.keys(schema)) {
    const isKnown = Object.hasOwn(KEYWORDS, name) || STRUCTURE.includes(name) || REMARKS.includes(name);
    if (!isKnown && !name.startsWith("x-")) throw new Error(`Unknown keyword in the schema: ${name}`);
  }
  if (schema.additionalProperties) throw new Error("Unknown use of additionalProperties");
  const parts = [...Object.values(schema.properties ?? {}), ...(schema.allOf ?? [])];
  for (const name of ["items", "if", "then"]) if (schema[name]) parts.push(schema[name]);
  parts.forEach(refuseUnknownKeywords);
}

/** Yield `{path, keyword, limit, value}` for each keyword that a value breaks. */
function* errors(schema, value, rules, path = []) {
  for (const part of schema.allOf ?? []) yield* errors(part, value, rules, path);
  const isConcerned = schema.if && errors(schema.if, value, rules).next().done;
  if (isConcerned) yield* errors(schema.then, value, rules, path);
  for (const [keyword, limit] of Object.entries(schema)) {
    const isSound = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword](limit, value, rules) : true;
    if (!isSound) yield { path, keyword, limit, value };
  }
  if (Array.isArray(value) && schema.items) {
    for (const [at, item] of value.entries()) yield* errors(schema.items, item, rules, [...path, at]);
  }
  if (isObject(value)) yield* errorsInside(schema, value, rules, path);
}

function* errorsInside(schema, value, rules, path) {
  const isThere = (name) => Object.hasOwn(value, name);
  const absence = (keyword) => (name) => ({ path: [...path, name], keyword, isMissing: true });
  const missing = (keyword, names) => names.filter((name) => !isThere(name)).map(absence(keyword));
  yield* missing("required", schema.required ?? []);
  for (const [name, names] of Object.entries(schema.dependentRequired ?? {})) {
    if (isThere(name)) yield* missing("dependentRequired", names);
  }
  for (const [name, inside] of Object.entries(value)) {
    const here = [...path, name];
    const isKnown = Object.hasOwn(schema.properties ?? {}, name);
    if (isKnown) yield* errors(schema.properties[name], inside, rules, here);
    else if (schema.additionalProperties === false) yield { path: here, keyword: "additionalProperties" };
  }
}

/** Return the schema of the field at a path; empty if there is none. */
function fieldAt(schema, path) {
  const inside = (part, step) => (typeof step === "number" ? part.items : part.properties?.[step]) ?? {};
  return path.reduce(inside, schema);
}

/** Return the problems of a value's shape, one for each value, and the paths of those that are not sound. */
function shape(schema, value, rules) {
  const byPath = new Map([...forbidden(value, rules)].map((each) => [key(each.path), each]));
  const broken = [...byPath.values()].map(({ path }) => path);
  for (const error of firstOfEach(errors(schema, value, rules), rules)) {
    if (byPath.has(key(error.path))) continue;
    byPath.set(key(error.path), explained(schema, error, rules));
    if (!error.isMissing) broken.push(error.path);
  }
  return { problems: [...byPath.values()], broken };
}

/** Return one error for each path: that of the first keyword in the check's order. */
function firstOfEach(found, { keywords }) {
  const first = new Map();
  const order = ({ keyword }) => keywords.indexOf(keyword);
  for (const error of found) {
    const other = first.get(key(error.path));
    if (!other || order(error) < order(other)) first.set(key(error.path), error);
  }
  return first.values();
}

function explained(schema, error, rules) {
  const { path, keyword, limit, value } = error;
  const field = fieldAt(schema, path);
  const { title, description } = field;
  const name = path[path.length - 1];
  if (error.isMissing) return problem(rules, keyword, path, { title, description, key: name });
  if (keyword === "additionalProperties") {
    return problem(rules, keyword, path, { key: quote(name, rules), suggestion: "" });
  }
  const where = keyword === "uniqueItems" ? [...path, secondOfAKind(value)] : path;
  return problem(rules, codeOf(error, field, rules), where, {
    title,
    description,
    example: field["x-exemple"],
    value: quote(value, rules),
    actual: typeOf(value, rules),
    expected: [field.type].flat().map((type) => rules.names.types[type]).join(" ou "),
    limit,
    size: typeof value === "string" ? countOf(value) : 0,
    choices: (field.enum ?? []).join(", "),
  });
}

/** Choose the wording for a value that breaks a keyword. */
function codeOf({ keyword, limit, value }, field, rules) {
  const wantsText = keyword === "type" && [field.type].flat().includes("string");
  if (wantsText && ["number", "boolean"].includes(typeof value)) return "type-text";
  if (keyword !== "format") return keyword;
  return limit === "courriel-fonctionnel" ? mailboxFault(value, rules) : limit;
}

/** Return the place of the first item that a list already holds, or -1. */
function secondOfAKind(items) {
  const texts = items.map(canonical);
  return texts.findIndex((text, at) => texts.indexOf(text) < at);
}

/** Return a value without what is not sound in it: a list keeps null in its place. */
function prune(value, broken) {
  const sound = structuredClone(value);
  for (const path of broken) {
    const last = path[path.length - 1];
    const parent = path.slice(0, -1).reduce((inside, step) => inside?.[step], sound);
    if (Array.isArray(parent)) parent[last] = null;
    else if (parent) delete parent[last];
  }
  return sound;
}

/* --- Texts */

/** Yield every text of a value, with its path. */
function* texts(value, path = []) {
  if (typeof value === "string") yield [path, value];
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* texts(item, [...path, at]);
  if (isObject(value)) for (const [name, item] of Object.entries(value)) yield* texts(item, [...path, name]);
}

/** Yield the texts that no file may hold: a character that nobody sees, or what is left of an accent. */
function* forbidden(value, rules) {
  for (const [path, text] of texts(value)) {
    const found = find("forbidden", text, rules);
    if (!found) continue;
    const isAccent = found[0] >= "\x80" && found[0] <= "\x9f";
    const around = /\S*$/u.exec(text.slice(0, found.index))[0] + /^\S*/u.exec(text.slice(found.index))[0];
    yield isAccent
      ? problem(rules, "mojibake", path, { value: quote(around, rules), others: "" })
      : problem(rules, "character", path, { character: characterName(found[0], rules) });
  }
}

const DAMAGE = ["mojibake", "lost", "entity"];

/** Yield the texts whose accents are damaged, in the order of their lines. */
function* damage(value, rules) {
  for (const [path, text] of texts(value)) {
    const lines = text.split("\n").map((line) => ` ${line}`);
    const words = lines.flatMap((line) => DAMAGE.map((name) => damagedWord(name, line, rules)));
    const word = words.find(Boolean);
    const shown = word && fill(rules.names.quoted, { value: word });
    if (word) yield problem(rules, "mojibake", path, { value: shown, others: "" });
  }
}

function damagedWord(name, line, rules) {
  const found = find(name, line, rules);
  if (!found) return null;
  const start = line.slice(0, found.index).lastIndexOf(" ") + 1;
  const end = line.indexOf(" ", found.index + found[0].length);
  return [...line.slice(start, end === -1 ? line.length : end)].slice(0, 40).join("");
}

/* --- Rules across fields and files */

/** Yield `[path, value]` for each value at a path where 0 stands for every item of a list. */
function* valuesAt(value, steps, path = []) {
  if (value === undefined || value === null) return;
  const step = steps[path.length];
  if (step === undefined) yield [path, value];
  else if (step !== 0) yield* valuesAt(value[step], steps, [...path, step]);
  else for (const [at, item] of value.entries()) yield* valuesAt(item, steps, [...path, at]);
}

function* references(value, { kind, rules }) {
  for (const reference of rules.references[kind]) {
    const known = rules.known[reference.known].map((each) => String(each.id ?? each.numero));
    for (const [path, name] of valuesAt(value, reference.path)) {
      if (known.includes(String(name))) continue;
      const message = fill(reference.message, { value: quote(name, rules) });
      yield { path, code: "unknown-reference", severity: "error", message, hint: reference.hint };
    }
  }
}

function* formerIdentifiers(value, { kind, rules, context }) {
  const name = nameOf(kind, value, context);
  for (const [path, former] of valuesAt(value, ["anciens_identifiants", 0])) {
    const isPresent = former === name || presentIdentifiers(kind, rules).has(former);
    const owner = isPresent ? former : (formerOwner(kind, former, rules) ?? name);
    if (owner !== name || former === name) {
      yield problem(rules, "former-id", path, { value: quote(former, rules), owner });
    }
  }
}

function* datesInOrder(value, { kind, schema, rules }) {
  const [first, last] = kind === "action" ? ["debut", "fin"] : ["heure", "heure_fin"];
  const [start, end] = [value[first], value[last]];
  if (start === undefined || end === undefined) return;
  const isWrong = kind === "action"
    ? daysOf(end, rules).last < daysOf(start, rules).first
    : minutesOf(end) <= minutesOf(start);
  if (!isWrong) return;
  const titles = { start: fieldAt(schema, [first]).title, end: fieldAt(schema, [last]).title };
  yield problem(rules, "end-before-start", [last], { ...titles, start_value: start, end_value: end });
}

function* budgets({ budget }, { rules }) {
  const parts = budget?.financements ?? [];
  const amountOf = (part) => part?.montant ?? 0;
  const counted = parts.filter((part) => part?.statut !== "refuse");
  const sum = counted.reduce((total, part) => total + amountOf(part), 0);
  const total = budget?.montant;
  if (total === undefined || sum <= total) return;
  const amounts = parts.map(amountOf);
  const largest = amounts.indexOf(Math.max(...amounts));
  yield problem(rules, "budget", ["budget", "financements", largest, "montant"], { sum, total });
}

function* personalData(value, { schema, rules }) {
  for (const [path, text] of texts(value)) {
    if (fieldAt(schema, path).format) continue;
    const mobile = find("mobile", text, rules);
    if (mobile) yield problem(rules, "mobile", path, { value: quote(mobile[0], rules) });
    for (const [address] of findAll("address", text, rules)) {
      const fault = mailboxFault(address, rules);
      if (fault) yield problem(rules, fault, path, { value: quote(address, rules) });
    }
  }
}

function* links(value, { schema, rules }) {
  for (const [path, text] of texts(value)) {
    if (fieldAt(schema, path).maxLength !== rules.limits.long_text) continue;
    for (const name of ["link", "reference_link", "autolink"]) {
      for (const [, target] of findAll(name, text, rules)) {
        if (isHttps(target) || target.startsWith("mailto:")) continue;
        yield problem(rules, "link", path, { value: quote(target, rules) });
      }
    }
  }
}

function* futureConfirmations({ confirme_le: date }, { rules, context }) {
  if (date === undefined || daysOf(date, rules).first <= context.today) return;
  yield problem(rules, "future-confirmation", ["confirme_le"], { value: quote(date, rules) }, "warning");
}

const RULES = [
  references,
  formerIdentifiers,
  datesInOrder,
  budgets,
  personalData,
  links,
  futureConfirmations,
];

/* --- Identifiers */

/** Return the identifiers that the entries of a kind have now. */
function presentIdentifiers(kind, { known }) {
  return new Set((kind === "action" ? known.actions : known.reunions).map((each) => each.id));
}

/** Return the entry that an identifier was given to before, if any. */
function formerOwner(kind, name, { known }) {
  return Object.hasOwn(known.anciens[kind], name) ? known.anciens[kind][name] : undefined;
}

function nameOf(kind, value, context) {
  return context.identifier ?? (kind === "reunion" ? (value.id ?? "") : "");
}

/** Return what is wrong with the identifier of a new entry; the schema has checked that of a meeting. */
function identifierProblems(kind, value, rules, context) {
  if (!context.isNew) return [];
  const isField = kind === "reunion" && !context.identifier;
  const path = [isField ? "id" : "identifiant"];
  const name = nameOf(kind, value, context);
  if (isField) return name ? taken(kind, name, path, rules) : [];
  const schema = { required: ["identifiant"], properties: { identifiant: rules.identifiant } };
  refuseUnknownKeywords(schema);
  const { problems } = shape(schema, name ? { identifiant: name } : {}, rules);
  return problems.length ? problems : taken(kind, name, path, rules);
}

/** Return why an identifier is not free, if it is not; meetings and instances share their addresses. */
function taken(kind, name, path, rules) {
  const instances = kind === "reunion" ? rules.known.instances.map((each) => each.id) : [];
  const value = quote(name, rules);
  const heir = formerOwner(kind, name, rules);
  if (presentIdentifiers(kind, rules).has(name) || instances.includes(name)) {
    return [problem(rules, "taken-id", path, { value, owner: titleOf(kind, name, rules) })];
  }
  return heir ? [problem(rules, "former-id", path, { value, owner: heir })] : [];
}

function titleOf(kind, name, { known }) {
  const entries = kind === "action" ? known.actions : [...known.reunions, ...known.instances];
  const entry = entries.find((each) => each.id === name);
  return entry.titre ?? entry.nom;
}
