/* Types shared by the scripts of theme/assets/, for the type checker only: not published. */

/** Steps from the root of a sheet to a value: ["etapes", 0, "titre"]. */
type Path = (string | number)[];

/** An action or a meeting, with the keys of its YAML file. */
type Sheet = Record<string, any>;

/** A commune (`slug`) or an intercommunality of « Et chez moi ? »; its folded name is that of `former`, if any. */
type Place = {
  territory: string;
  name: string;
  postcodes: string[];
  slug?: string;
  former?: string;
  words: string[];
  compact: string;
};

/** The content of a draft or a link; `base` is the published sheet that it began from, `link` the one that was opened. */
type Draft = { value: Sheet; identifiant: string; base?: Sheet; measured?: Sheet; link?: string };

/** What the message of a proposal holds; `file` says what `text` is. */
type Proposal = { intro: string; lines: string[]; link: string | null; file: string; text: string };

/** What the exits of the form need (form/exits.js); `isChange`: of a published action or meeting. */
type ExitContext = {
  form: HTMLFormElement;
  isAction: boolean;
  isChange: boolean;
  original: Sheet | null;
  state: FormState;
  link: string | null;
  note: string;
  repository: string;
  branch: string;
  mailbox: string;
};

/** A problem found by form/check.js, as in roadmap/problems/problem.py. */
type Problem = { path: Path; code: string; severity: "error" | "warning"; message: string; hint: string };

/** What form/form.js reads of the form at each change. */
type FormState = {
  value: Sheet;
  name: string;
  text: string;
  problems: Problem[];
  errors: Problem[];
  nameAt: (path: Path) => string;
};

type CheckContext = { today: string; identifier: string | null; isNew: boolean; lacksPlace?: boolean };

type Schema = Record<string, any>;

/** The rules of the form, built by roadmap/form/browser_rules.py. */
type Rules = {
  schemas: Record<"action" | "reunion", Schema>;
  identifiant: Schema;
  keywords: string[];
  wordings: Record<string, [message: string, hint: string]>;
  names: Record<"text" | "number" | "list" | "group" | "nothing" | "quoted", string> & {
    short: number;
    types: Record<string, string>;
    characters: { mark: string; other: string; own: Record<string, string> };
  };
  patterns: Record<string, string>;
  limits: { long_text: number; first_year: number; last_year: number };
  free_webmail: string[];
  function_words: string[];
  first_names: string; /* separated by spaces */
  service_domains: string[];
  known: Record<string, any>;
  file_hint_codes: string[];
  readCommunes?: (text: string) => string[];
  references: Record<"action" | "reunion", { path: Path; known: string; message: string; hint: string }[]>;
};

/** Fields of each record class: from roadmap/form/jinja_to_js.py, as the rest of the preview's data. */
type RecordShapes = Record<string, Record<string, { kind: string; list: boolean }>>;

type PreviewData = {
  axes: Record<string, any>[];
  thematiques: Record<string, string>;
  departement: Record<string, any>;
  territoires: Record<string, string>;
  communes: Record<string, { id: string; nom: string; territoire: string }>;
  acronymes: Record<string, string>;
  libelles: Record<string, Record<string, string>>;
  records: RecordShapes;
  statuts_ouverts: string[];
  mois_avant_ancienne: number;
};

/** The functions that a compiled template calls. */
type JinjaRuntime = Record<string, any>;

type PartialDate = import("./assets/form/records.js").PartialDate;

/** The file of roadmap/outputs/explorer_index.py, column by column. */
type ExplorerFile = {
  choix: string[];
  id: string[];
  titre: string[];
  resume: string[];
  choisi: number[][];
  confirme: string[];
  fin: (string | null)[];
};

/** An action; `choices` are positions in the index, `text` its folded words once a query needs them. */
type ExplorerRow = {
  id: string;
  title: string;
  summary: string;
  choices: number[];
  confirmed: string;
  end: string | null;
  text: string | null;
};

/** `choices` are "facet=value"; `facetOf` has the position of the facet of each. */
type ExplorerIndex = {
  choices: string[];
  facets: string[];
  facetOf: number[];
  rows: ExplorerRow[];
  sortedRows: Record<string, ExplorerRow[]>;
};

/* The templates say which elements a page has, and of which kind: the checker cannot know. */
interface Document {
  getElementById(id: string): any;
}
interface ParentNode {
  querySelector(selectors: string): any;
  querySelectorAll(selectors: string): NodeListOf<any>;
}
interface Element {
  closest(selectors: string): any;
}

/** The file of roadmap/tables/browser_rules.py. */
type TableRules = Record<string, any>;

/** `index` is the place of the column from 0. */
type TableColumn = { index: number; title: string; field: string; isGuess: boolean; isInThousands: boolean };

type TableHeader = { row: number; columns: TableColumn[]; ignored: string[] };

/** What a pasted table says: its rows of actions, and the rows left out. */
type TableReading = { header: TableHeader; rows: Record<string, any>[]; notices: Record<string, any>[] };
