/* Validation of the form: schema and rules, with the problems that the check of the files reports
   (roadmap/validation/); the schema, rules and messages come from roadmap/form/browser_rules.py. */

import {
  compilePattern,
  fillTemplate,
  findAllMatches,
  findMailboxProblem,
  findMatch,
  hasFormat,
  isHttpsUrl,
  isSafeMailto,
  nameCharacter,
  nameType,
  normalizeValue,
  parseDate,
  parseHour,
  quoteValue,
} from "./formats.js";

/**
 * Check a value; return its problems in the schema's order. Those of a new action's identifier have the path ["identifiant"].
 * @param {"action" | "reunion"} kind
 * @param {Sheet} value
 * @param {Rules} rules
 * @param {CheckContext} context
 * @returns {Problem[]}
 */
export function check(kind, value, rules, context) {
  const schema = rules.schemas[kind];
  refuseUnknownKeywords(schema);
  const input = normalizeValue(value, rules);
  const { problems, invalidPaths } = checkSchema(schema, input, rules);
  const reported = new Set(problems.map(({ path }) => toKey(path)));
  for (const problem of checkEncoding(input, rules)) if (!reported.has(toKey(problem.path))) problems.push(problem);
  for (const { path, severity } of problems) if (severity === "error") reported.add(toKey(path));
  const pruned = prune(input, invalidPaths);
  const details = { kind, schema, rules, context };
  const ruleProblems = RULES.flatMap((rule) => [...rule(pruned, details)]).filter(({ path }) => !reported.has(toKey(path)));
  return sortProblems([...checkIdentifier(kind, input, rules, context), ...checkPlace(rules, context), ...problems, ...ruleProblems], schema);
}

/* --- Problems */

const toKey = (path) => JSON.stringify(path);
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

export function createProblem(rules, code, path, details, severity = "error") {
  if (!Object.hasOwn(rules.wordings, code)) throw new Error(`No wording: ${code}`);
  const [message, hint] = rules.wordings[code].map((template) => fillTemplate(template, details).trim());
  return { path, code, severity, message, hint };
}

/** Return the problems in the schema's order, without duplicates. */
function sortProblems(problems, schema) {
  const unique = new Map(problems.map((problem) => [toKey([problem.path, problem.message]), problem]));
  const ranked = [...unique.values()].map((problem) => ({ problem, rank: rankOf(schema, problem.path) }));
  return ranked.sort((a, b) => compareRanks(a.rank, b.rank)).map(({ problem }) => problem);
}

/** Return the position of a path in a schema, as a list of numbers. */
function rankOf(schema, path) {
  return path.map((step, depth) => {
    if (typeof step === "number") return step;
    return Object.keys(fieldAt(schema, path.slice(0, depth)).properties ?? {}).indexOf(step);
  });
}

function compareRanks(a, b) {
  const depth = a.findIndex((position, index) => position !== b[index]);
  return depth === -1 ? a.length - b.length : a[depth] - (b[depth] ?? -1);
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
const countCharacters = (value) => [...value].length;
const sortKeys = (value) => Object.fromEntries(Object.entries(value).sort());
const toCanonicalJson = (item) => JSON.stringify(item, (_, value) => (isObject(value) ? sortKeys(value) : value));

/** Whether a value satisfies a keyword; a value of another type does. */
const KEYWORD_CHECKS = {
  type: (limit, value) => [limit].flat().some((name) => TYPES[name](value)),
  enum: (limit, value) => limit.includes(value),
  const: (limit, value) => limit === value,
  pattern: (limit, value) => typeof value !== "string" || compilePattern(limit).test(value),
  format: (limit, value, rules) => hasFormat(limit, value, rules),
  minLength: (limit, value) => typeof value !== "string" || countCharacters(value) >= limit,
  maxLength: (limit, value) => typeof value !== "string" || countCharacters(value) <= limit,
  minimum: (limit, value) => typeof value !== "number" || value >= limit,
  maximum: (limit, value) => typeof value !== "number" || value <= limit,
  maxItems: (limit, value) => !Array.isArray(value) || value.length <= limit,
  minItems: (limit, value) => !Array.isArray(value) || value.length >= limit,
  minProperties: (limit, value) => !isObject(value) || Object.keys(value).length >= limit,
  not: (limit, value, rules) => !iterErrors(limit, value, rules).next().done,
  uniqueItems: (limit, value) => !limit || !Array.isArray(value) || findDuplicate(value) === -1,
};
const STRUCTURE_KEYWORDS = [
  "additionalProperties", "allOf", "dependentRequired", "if", "items", "properties", "required", "then",
];
const ANNOTATIONS = ["title", "description"];

/** Throw for a schema keyword that is not implemented here: it would not be checked. */
function refuseUnknownKeywords(schema) {
  for (const name of Object.keys(schema)) {
    const isSupported = Object.hasOwn(KEYWORD_CHECKS, name) || STRUCTURE_KEYWORDS.includes(name) || ANNOTATIONS.includes(name);
    if (!isSupported && !name.startsWith("x-")) throw new Error(`Unknown keyword in the schema: ${name}`);
  }
  if (schema.additionalProperties) throw new Error("Unknown use of additionalProperties");
  const subschemas = [...Object.values(schema.properties ?? {}), ...(schema.allOf ?? [])];
  for (const name of ["items", "if", "then"]) if (schema[name]) subschemas.push(schema[name]);
  subschemas.forEach(refuseUnknownKeywords);
}

/** Yield the schema errors of a value: `{path, keyword, limit, value}`, or `{path, keyword, isMissing}`. */
function* iterErrors(schema, value, rules, path = []) {
  for (const subschema of schema.allOf ?? []) yield* iterErrors(subschema, value, rules, path);
  const isThenApplied = schema.if && iterErrors(schema.if, value, rules).next().done;
  if (isThenApplied) yield* iterErrors(schema.then, value, rules, path);
  for (const [keyword, limit] of Object.entries(schema)) {
    const isValid = Object.hasOwn(KEYWORD_CHECKS, keyword) ? KEYWORD_CHECKS[keyword](limit, value, rules) : true;
    if (!isValid) yield { path, keyword, limit, value };
  }
  if (Array.isArray(value) && schema.items) {
    for (const [index, item] of value.entries()) yield* iterErrors(schema.items, item, rules, [...path, index]);
  }
  if (isObject(value)) yield* iterPropertyErrors(schema, value, rules, path);
}

function* iterPropertyErrors(schema, value, rules, path) {
  const isPresent = (name) => Object.hasOwn(value, name);
  const toError = (keyword) => (name) => ({ path: [...path, name], keyword, isMissing: true });
  const findMissing = (keyword, names) => names.filter((name) => !isPresent(name)).map(toError(keyword));
  yield* findMissing("required", schema.required ?? []);
  for (const [name, names] of Object.entries(schema.dependentRequired ?? {})) {
    if (isPresent(name)) yield* findMissing("dependentRequired", names);
  }
  for (const [name, child] of Object.entries(value)) {
    const childPath = [...path, name];
    if (Object.hasOwn(schema.properties ?? {}, name)) yield* iterErrors(schema.properties[name], child, rules, childPath);
    else if (schema.additionalProperties === false) yield { path: childPath, keyword: "additionalProperties" };
  }
}

/** Return the schema of the field at a path; empty if there is none. */
function fieldAt(schema, path) {
  const stepInto = (field, step) => (typeof step === "number" ? field.items : field.properties?.[step]) ?? {};
  return path.reduce(stepInto, schema);
}

/** Check a value against its schema: its problems, at most one a path, and the paths of invalid values. */
function checkSchema(schema, value, rules) {
  const byPath = new Map([...checkCharacters(value, rules)].map((problem) => [toKey(problem.path), problem]));
  const invalidPaths = [...byPath.values()].map(({ path }) => path);
  for (const error of selectErrors(iterErrors(schema, value, rules), rules)) {
    if (byPath.has(toKey(error.path))) continue;
    byPath.set(toKey(error.path), explainError(schema, error, rules));
    if (!error.isMissing) invalidPaths.push(error.path);
  }
  return { problems: [...byPath.values()], invalidPaths };
}

/** Select one error for each path: that of the first keyword in the order of the rules. */
function selectErrors(errors, { keywords }) {
  const byPath = new Map();
  const rank = ({ keyword }) => keywords.indexOf(keyword);
  for (const error of errors) {
    const other = byPath.get(toKey(error.path));
    if (!other || rank(error) < rank(other)) byPath.set(toKey(error.path), error);
  }
  return byPath.values();
}

function explainError(schema, error, rules) {
  const { path, keyword, limit, value } = error;
  const field = fieldAt(schema, path);
  const { title, description } = field;
  const name = path[path.length - 1];
  if (error.isMissing) return createProblem(rules, keyword, path, { title, description, key: name });
  if (keyword === "additionalProperties") {
    return createProblem(rules, keyword, path, { key: quoteValue(name, rules), suggestion: "" });
  }
  const problemPath = keyword === "uniqueItems" ? [...path, findDuplicate(value)] : path;
  return createProblem(rules, selectCode(error, field, rules), problemPath, {
    title,
    description,
    example: field["x-exemple"],
    value: quoteValue(value, rules),
    actual: nameType(value, rules),
    expected: [field.type].flat().map((type) => rules.names.types[type]).join(" ou "),
    limit,
    size: typeof value === "string" ? countCharacters(value) : 0,
    choices: (field.enum ?? []).join(", "),
  });
}

/** Select the code, which gives the message, of an invalid value. */
function selectCode({ keyword, limit, value }, field, rules) {
  const isTextExpected = keyword === "type" && [field.type].flat().includes("string");
  if (isTextExpected && ["number", "boolean"].includes(typeof value)) return "type-text";
  if (keyword !== "format") return keyword;
  return limit === "courriel-fonctionnel" ? findMailboxProblem(value, rules) : limit;
}

/** Return the index of the first item that repeats an earlier one, or -1. */
function findDuplicate(items) {
  const texts = items.map(toCanonicalJson);
  return texts.findIndex((text, index) => texts.indexOf(text) < index);
}

/** Return a value without the invalid parts; those of a list become null. */
function prune(value, invalidPaths) {
  const pruned = structuredClone(value);
  for (const path of invalidPaths) {
    const step = path[path.length - 1];
    const parent = path.slice(0, -1).reduce((node, key) => node?.[key], pruned);
    if (Array.isArray(parent)) parent[step] = null;
    else if (parent) delete parent[step];
  }
  return pruned;
}

/* --- Texts */

/** Yield `[path, text]` for every text of a value. */
function* iterTexts(value, path = []) {
  if (typeof value === "string") yield [path, value];
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* iterTexts(item, [...path, index]);
  if (isObject(value)) for (const [name, item] of Object.entries(value)) yield* iterTexts(item, [...path, name]);
}

/** Yield the problems of the characters that no file may contain: invisible ones, remains of a damaged accent. */
function* checkCharacters(value, rules) {
  for (const [path, text] of iterTexts(value)) {
    const match = findMatch("forbidden", text, rules);
    if (!match) continue;
    const isAccent = match[0] >= "\x80" && match[0] <= "\x9f";
    const word = /\S*$/u.exec(text.slice(0, match.index))[0] + /^\S*/u.exec(text.slice(match.index))[0];
    yield isAccent
      ? createProblem(rules, "mojibake", path, { value: quoteValue(word, rules), others: "" })
      : createProblem(rules, "character", path, { character: nameCharacter(match[0], rules) });
  }
}

/* Damaged accents and HTML tags (roadmap/text/mojibake.py, roadmap/validation/diagnosis/encoding_damage.py). */

/** Yield the problem of each text with damaged accents, certain or likely, and of each text with HTML tags. */
function* checkEncoding(value, rules) {
  const texts = [...iterTexts(value)].map(([path, text]) => ({ path, lines: text.split("\n").map((line) => ` ${line}`) }));
  const capitals = new Set(texts.flatMap(({ lines }) => findWords("odd_capital", lines, rules)));
  const odd = capitals.size >= rules.limits.odd_capitals ? ["odd_capital"] : [];
  for (const { path, lines } of texts) {
    const search = (names) => names.flatMap((name) => findWords(name, lines, rules))[0];
    const certain = search(["certain_damage", "escaped_letter", ...odd]);
    const likely = certain ? undefined : search(["odd_capital", "likely_damage"]);
    const tag = search(["html_tag"]);
    if (certain) yield createProblem(rules, "mojibake", path, quoteWord(certain, rules));
    if (likely) yield createProblem(rules, "maybe-mojibake", path, quoteWord(likely, rules), "warning");
    if (tag) yield createProblem(rules, "html-tag", path, quoteWord(tag, rules), "warning");
  }
}

function quoteWord(word, rules) {
  return { value: fillTemplate(rules.names.quoted, { value: word }), others: "" };
}

/** Return the words around the matches of a pattern in lines, web addresses left out. */
function findWords(name, lines, rules) {
  return lines.flatMap((line) => findAllMatches(name, maskAddresses(line, rules), rules).map((match) => {
    const start = line.slice(0, match.index).lastIndexOf(" ") + 1;
    const end = line.indexOf(" ", match.index + match[0].length);
    return [...line.slice(start, end === -1 ? line.length : end)].slice(0, rules.limits.damaged_word).join("");
  }));
}

function maskAddresses(line, rules) {
  return line.replace(compilePattern(rules.patterns.web_address, "gu"), (address) => " ".repeat(address.length));
}

/* --- Rules across fields and files (roadmap/validation/rules.py) */

/** Yield `[path, value]` for each value at a path where 0 stands for every item of a list. */
function* iterMatches(value, pattern, path = []) {
  if (value === undefined || value === null) return;
  const step = pattern[path.length];
  if (step === undefined) yield [path, value];
  else if (step !== 0) yield* iterMatches(value[step], pattern, [...path, step]);
  else for (const [index, item] of value.entries()) yield* iterMatches(item, pattern, [...path, index]);
}

function* checkReferences(value, { kind, rules }) {
  if (findExampleText(value, rules)) return;
  for (const reference of rules.references[kind]) {
    const targets = rules.known[reference.known].map((entry) => String(entry.id ?? entry.numero));
    for (const [path, name] of iterMatches(value, reference.path)) {
      if (targets.includes(String(name))) continue;
      const message = fillTemplate(reference.message, { value: quoteValue(name, rules) });
      yield { path, code: "unknown-reference", severity: "error", message, hint: reference.hint };
    }
  }
}

function* checkFormerIdentifiers(value, { kind, rules, context }) {
  const identifier = identifierOf(kind, value, context);
  for (const [path, former] of iterMatches(value, ["anciens_identifiants", 0])) {
    const isCurrent = former === identifier || currentIdentifiers(kind, rules).has(former);
    const owner = isCurrent ? former : (findFormerOwner(kind, former, rules) ?? identifier);
    if (owner !== identifier || former === identifier) {
      yield createProblem(rules, "former-id", path, { value: quoteValue(former, rules), owner });
    }
  }
}

function* checkDateOrder(value, { kind, schema, rules }) {
  const [startKey, endKey] = kind === "action" ? ["debut", "fin"] : ["heure", "heure_fin"];
  const [start, end] = [value[startKey], value[endKey]];
  if (start === undefined || end === undefined) return;
  const isWrong = kind === "action"
    ? parseDate(end, rules).lastDay < parseDate(start, rules).firstDay
    : parseHour(end) <= parseHour(start);
  if (!isWrong) return;
  const titles = { start: fieldAt(schema, [startKey]).title, end: fieldAt(schema, [endKey]).title };
  yield createProblem(rules, "end-before-start", [endKey], { ...titles, start_value: start, end_value: end });
}

function* checkBudgets({ budget }, { rules }) {
  const fundings = budget?.financements ?? [];
  const amountOf = (funding) => funding?.montant ?? 0;
  const counted = fundings.filter((funding) => funding?.statut !== "refuse");
  const sum = counted.reduce((subtotal, funding) => subtotal + amountOf(funding), 0);
  const total = budget?.montant;
  if (total === undefined || sum <= total) return;
  const amounts = fundings.map(amountOf);
  const largest = amounts.indexOf(Math.max(...amounts));
  yield createProblem(rules, "budget", ["budget", "financements", largest, "montant"], { sum, total });
}

function* checkPersonalData(value, { schema, rules }) {
  for (const [path, text] of iterTexts(value)) {
    if (![undefined, "courriel-fonctionnel"].includes(fieldAt(schema, path).format)) continue;
    const mobile = findMatch("mobile", maskAddresses(text, rules), rules);
    if (mobile) yield createProblem(rules, "mobile", path, { value: quoteValue(mobile[0], rules) });
    for (const [address] of findAllMatches("address", text, rules)) {
      const code = findMailboxProblem(address, rules);
      const severity = code === "maybe-personal-mailbox" ? "warning" : "error";
      if (code) yield createProblem(rules, code, path, { value: quoteValue(address, rules) }, severity);
    }
    const person = findMatch("person_name", text, rules);
    if (person) yield createProblem(rules, "person-name", path, { value: quoteValue(person[0], rules) }, "warning");
  }
}

function* checkLinksInTexts(value, { schema, rules }) {
  for (const [path, text] of iterTexts(value)) {
    if (fieldAt(schema, path).maxLength !== rules.limits.long_text) continue;
    for (const name of ["link", "reference_link", "autolink"]) {
      for (const [, target] of findAllMatches(name, text, rules)) {
        if (isHttpsUrl(target, rules) || isSafeMailto(target, rules)) continue;
        yield createProblem(rules, "link", path, { value: quoteValue(target, rules) });
      }
    }
  }
}

function* checkExamples(value, { rules }) {
  const path = findExampleText(value, rules);
  if (path) yield createProblem(rules, "example", path, {});
}

/** Return the path of the first text marked as an example, if any. */
function findExampleText(value, rules) {
  return [...iterTexts(value)].find(([, text]) => findMatch("example", text, rules))?.[0];
}

function* checkFutureConfirmations({ confirme_le: date }, { rules, context }) {
  if (date === undefined || parseDate(date, rules).firstDay <= context.today) return;
  yield createProblem(rules, "future-confirmation", ["confirme_le"], { value: quoteValue(date, rules) }, "warning");
}

const RULES = [
  checkReferences,
  checkFormerIdentifiers,
  checkDateOrder,
  checkBudgets,
  checkPersonalData,
  checkLinksInTexts,
  checkExamples,
  checkFutureConfirmations,
];

/** Add the rules of meetings. */
export const addRules = (rules) => RULES.push(...rules);

/* --- Identifiers */

function currentIdentifiers(kind, { known }) {
  return new Set((kind === "action" ? known.actions : known.reunions).map((entry) => entry.id));
}

/** Return the entry that had an identifier before, if any. */
function findFormerOwner(kind, identifier, { known }) {
  return Object.hasOwn(known.anciens[kind], identifier) ? known.anciens[kind][identifier] : undefined;
}

function identifierOf(kind, value, context) {
  return context.identifier ?? (kind === "reunion" ? (value.id ?? "") : "");
}

/** Return the problems of the identifier of a new entry; the schema checks the characters of a meeting's. */
function checkIdentifier(kind, value, rules, context) {
  if (!context.isNew) return [];
  const isField = kind === "reunion" && !context.identifier;
  const path = [isField ? "id" : "identifiant"];
  const identifier = identifierOf(kind, value, context);
  if (isField) return identifier ? checkAvailability(kind, identifier, path, rules) : [];
  const schema = { required: ["identifiant"], properties: { identifiant: rules.identifiant } };
  refuseUnknownKeywords(schema);
  const { problems } = checkSchema(schema, identifier ? { identifiant: identifier } : {}, rules);
  return problems.length ? problems : checkAvailability(kind, identifier, path, rules);
}

/** The form asks where an action takes place; in a file, nothing said means the whole department. */
function checkPlace(rules, context) {
  return context.lacksPlace ? [createProblem(rules, "missing-place", ["territoires"], {})] : [];
}

/** Return the problem of an identifier that is taken; meetings and instances share their addresses. */
function checkAvailability(kind, identifier, path, rules) {
  const instances = kind === "reunion" ? rules.known.instances.map((instance) => instance.id) : [];
  const value = quoteValue(identifier, rules);
  const formerOwner = findFormerOwner(kind, identifier, rules);
  if (currentIdentifiers(kind, rules).has(identifier) || instances.includes(identifier)) {
    return [createProblem(rules, "taken-id", path, { value, owner: titleOf(kind, identifier, rules) })];
  }
  return formerOwner ? [createProblem(rules, "former-id", path, { value, owner: formerOwner })] : [];
}

function titleOf(kind, identifier, { known }) {
  const entries = kind === "action" ? known.actions : [...known.reunions, ...known.instances];
  const entry = entries.find((candidate) => candidate.id === identifier);
  return entry.titre ?? entry.nom;
}
