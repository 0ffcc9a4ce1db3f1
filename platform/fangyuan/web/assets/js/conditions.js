// The closed condition language, meant as the server's forms/conditions.py means it; the server stays the judge.
const DAY = 86_400_000;
const LENGTHS = { minutes: 60_000, hours: 3_600_000, days: DAY, weeks: 7 * DAY };

// Every value at a dotted path: through a list each element, by its number one; a list at the end is one value.
export function valuesAt(tree, path) {
  const found = path.split(".").reduce((nodes, segment) => nodes.flatMap((node) => below(node, segment)), [tree]);
  return found.filter((value) => value !== "" && value !== undefined);
}

function below(node, segment) {
  if (Array.isArray(node)) {
    if (/^\d+$/.test(segment)) return Number(segment) < node.length ? [node[Number(segment)]] : [];
    return node.flatMap((element) => below(element, segment));
  }
  return node && typeof node === "object" && Object.hasOwn(node, segment) ? [node[segment]] : [];
}

const isNumber = (value) => typeof value === "number";
const numbers = (test) => (value, bound) => isNumber(value) && isNumber(bound) && test(value, bound);
const items = (test) => (value, bound) => Array.isArray(value) && isNumber(bound) && test(value.length, bound);
const among = (value, list) => Array.isArray(list) && list.some((each) => each === value);

// A date or a local date and time as milliseconds of an imagined UTC, so that no zone of the browser plays a part.
function readWhen(value) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(typeof value === "string" ? value : "");
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
  return { day: Date.UTC(year, month - 1, day), at: Date.UTC(year, month - 1, day, hour, minute, second), timed: parts[4] !== undefined };
}

function compared(value, operand) {
  const [left, right] = [readWhen(value), readWhen(operand)];
  if (!left || !right) return null;
  return left.timed && right.timed ? left.at - right.at : left.day - right.day;
}

function monthsBack(day, months) {
  const date = new Date(day);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months + 1, 0));
  return Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date.getUTCDate(), last.getUTCDate()));
}

function againstAgo(value, { amount, unit }, now) {
  const [left, present] = [readWhen(value), readWhen(now)];
  if (!left || !present) return null;
  if (unit === "months") return left.day - monthsBack(present.day, amount);
  if (!(unit in LENGTHS)) return null;
  return LENGTHS[unit] < DAY ? left.at - (present.at - amount * LENGTHS[unit]) : left.day - (present.day - amount * LENGTHS[unit]);
}

const when = (test, side) => (value, operand, now) => {
  const difference = side(value, operand, now);
  return difference !== null && test(difference);
};

const TESTS = {
  const: (value, operand) => value === operand,
  enum: among,
  minimum: numbers((value, bound) => value >= bound),
  maximum: numbers((value, bound) => value <= bound),
  exclusiveMinimum: numbers((value, bound) => value > bound),
  exclusiveMaximum: numbers((value, bound) => value < bound),
  pattern: (value, pattern) => typeof value === "string" && new RegExp(pattern, "u").test(value),
  contains: (value, operand) => among(operand, value),
  minItems: items((length, bound) => length >= bound),
  maxItems: items((length, bound) => length <= bound),
  before: when((difference) => difference < 0, compared),
  after: when((difference) => difference > 0, compared),
  "older-than": when((difference) => difference < 0, againstAgo),
  "newer-than": when((difference) => difference > 0, againstAgo),
};

// What the other side stands for now: none where there is nothing, several through a list.
function operands(value, tree, now) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [value];
  if ("given" in value) return value.given === null ? [] : [value.given];
  if ("field" in value) return valuesAt(tree, value.field);
  if ("today" in value) return [now.slice(0, 10)];
  return ["date" in value ? value.date : value];
}

function atomHolds({ path, op, value }, tree, now) {
  const values = valuesAt(tree, path);
  if (op === "absent") return Boolean(value) !== values.length > 0;
  return operands(value, tree, now).some((operand) => values.some((seen) => TESTS[op](seen, operand, now)));
}

// Whether a rule holds for a tree of answers; `now` is the local "2026-02-25T09:30".
export function holds(rule, tree, now) {
  if ("const" in rule) return rule.const;
  if ("all" in rule) return rule.all.every((part) => holds(part, tree, now));
  if ("any" in rule) return rule.any.some((part) => holds(part, tree, now));
  if ("not" in rule) return !holds(rule.not, tree, now);
  return atomHolds(rule, tree, now);
}
