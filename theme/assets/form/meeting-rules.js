/* The rules of a meeting alone (roadmap/validation/rules.py), which the form of an action does not load. */

import { createProblem } from "./check.js";
import { parseDate, quoteValue } from "./formats.js";

function* checkDocumentTargets({ documents = [] }, { rules }) {
  for (const [index, item] of documents.entries()) {
    if (item?.url && item.fichier) yield createProblem(rules, "document-targets", ["documents", index, "fichier"], {});
  }
}

function* checkDoneDecisions({ date, decisions = [] }, { rules, context }) {
  for (const [index, decision] of decisions.entries()) {
    const value = decision?.faite_le;
    if (value === undefined || value === null) continue;
    const path = ["decisions", index, "faite_le"];
    const done = parseDate(value, rules);
    if (done.firstDay > context.today) yield createProblem(rules, "done-in-future", path, { value: quoteValue(value, rules) });
    else if (date !== undefined && done.lastDay < parseDate(date, rules).firstDay) {
      yield createProblem(rules, "done-before", path, { value, date }, "warning");
    }
  }
}

export const MEETING_RULES = [checkDocumentTargets, checkDoneDecisions];
