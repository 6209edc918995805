// What a migration has to keep to, so that Cloudflare takes it. `wrangler d1 migrations apply --remote` sends a file unsplit,
// and D1 splits it into statements with less knowledge of SQL than wrangler has, which splits for the local database. How
// exactly is not published; the rules follow from what has been reported (workers-sdk issues 4326, 4713, 4727, 14991, 15314).

/** Most arguments of a function: what D1's documentation allows. The runtime here has 127. */
export const MAX_ARGUMENTS = 32;

const STRING = /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)/;
const COMMENT = /--[^\n]*|\/\*[^]*?(?:\*\/|$)/;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/;
const either = (...patterns) => new RegExp(patterns.map(({ source }) => source).join("|"), "g");
const WITH_COMMENTS = either(COMMENT, STRING, WORD, /\S/);
const WITHOUT_COMMENTS = either(STRING, WORD, /\S/);

const TRIGGER = /\bCREATE\s+(?:TEMP\s+|TEMPORARY\s+)?TRIGGER\b/i;

/** Keywords that no table, column or function is called. */
const KEYWORDS = new Set(
  `ABORT AFTER ALL ALWAYS AND AS BEFORE BEGIN BETWEEN BY CASE CHECK CONSTRAINT CREATE DEFAULT DELETE DROP EACH ELSE END ESCAPE
  EXISTS FOR FOREIGN FROM GENERATED GROUP HAVING IF IN INDEX INSERT INSTEAD INTO IS JOIN LIMIT NOT NULL OF ON OR ORDER PRIMARY
  RAISE REFERENCES SELECT SET STRICT TABLE THEN TRIGGER UNION UNIQUE UPDATE USING VALUES VIEW VIRTUAL WHEN WHERE WITH WITHOUT`
    .trim()
    .split(/\s+/),
);

/** Between these and a bracket stands the name of a table, an index or a view. */
const BEFORE_A_NAME = new Set(["TABLE", "EXISTS", "INTO", "REFERENCES", "ON", "VIEW"]);

/** What wrangler sends for a migration. */
export function sent(name, sql) {
  return `${sql}\n\t\t\t\t\t\t\t\tINSERT INTO d1_migrations (name)\n\t\t\t\t\t\t\t\tvalues ('${name}');\n\t\t\t\t\t\t`;
}

/**
 * Splits a text into statements at each semicolon that is in no string; in a trigger, at the first END with a semicolon. What
 * stands behind the last semicolon is a statement, too.
 */
export function split(sql, { knowsComments }) {
  const pieces = [];
  let from = 0;
  let words = [];
  for (const { 0: token, index } of sql.matchAll(knowsComments ? WITH_COMMENTS : WITHOUT_COMMENTS)) {
    if (token !== ";") {
      if (!isComment(token)) words.push(token);
      continue;
    }
    if (isTrigger(words) && words.at(-1) !== "END") {
      words.push(token);
      continue;
    }
    pieces.push(sql.slice(from, index).trim());
    from = index + 1;
    words = [];
  }
  const rest = sql.slice(from).trim();
  return rest ? [...pieces, rest] : pieces;
}

/** The rules that a migration breaks, each with what it found. */
export function brokenRules(name, sql) {
  const tokens = [...sql.matchAll(WITH_COMMENTS)].map(([token]) => token);
  const code = tokens.filter((token) => !isComment(token));
  const words = code.filter((token) => KEYWORDS.has(token.toUpperCase()));
  const statements = split(sql, { knowsComments: true });
  const blind = split(sent(name, sql), { knowsComments: false });
  const seeing = split(sent(name, sql), { knowsComments: true });
  const triggers = statements.filter((statement) => TRIGGER.test(statement)).length;
  const found = [
    ["is called by four digits and what it makes", /^[0-9]{4}_[a-z0-9_]+\.sql$/.test(name)],
    ["says in its first line what is in it", /^-- \S/.test(sql)],
    ["ends its lines with LF", !sql.includes("\r")],
    ["has no quotes and semicolons in comments", !tokens.some((token) => isComment(token) && /['"`;]/.test(token))],
    ["writes keywords in upper case", words.every((word) => word === word.toUpperCase())],
    ["has a trigger to itself", triggers === 0 || (triggers === 1 && statements.length === 1)],
    ["has no CASE and no second END in a trigger", triggers === 0 || (!code.includes("CASE") && count(code, "END") === 1)],
    ["ends with a semicolon", code.at(-1) === ";"],
    ["has the same statements for one who does not know comments", JSON.stringify(blind) === JSON.stringify(seeing)],
    [`gives no function more than ${MAX_ARGUMENTS} arguments`, mostArguments(code) <= MAX_ARGUMENTS],
  ];
  return found.filter(([, isKept]) => !isKept).map(([rule]) => rule);
}

function isComment(token) {
  return token.startsWith("--") || token.startsWith("/*");
}

function isTrigger(words) {
  return TRIGGER.test(words.join(" "));
}

function count(tokens, wanted) {
  return tokens.filter((token) => token === wanted).length;
}

/** The most arguments of any call of a function in a text without comments. */
export function mostArgumentsIn(sql) {
  return mostArguments([...sql.matchAll(WITHOUT_COMMENTS)].map(([token]) => token));
}

function mostArguments(code) {
  let most = 0;
  const open = [];
  for (const [at, token] of code.entries()) {
    if (token === "(") {
      const [before, name] = [code[at - 2], code[at - 1]];
      const isCall = WORD.test(name) && !KEYWORDS.has(name.toUpperCase()) && !BEFORE_A_NAME.has(before);
      open.push({ isCall, length: 1 });
    } else if (token === "," && open.length > 0) {
      open.at(-1).length += 1;
    } else if (token === ")") {
      const { isCall, length } = open.pop();
      if (isCall) most = Math.max(most, length);
    }
  }
  return most;
}
