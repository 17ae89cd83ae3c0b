// Two texts side by side, with the lines that differ marked.
import { make } from "./client.js";

const MOST = 1500;

/** Pairs of lines [old or null, new or null]; a pair that is the same on both sides is unchanged. */
export function pairedLines(before, after) {
  const old = before.split("\n"), now = after.split("\n");
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start
    && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const same = (lines) => lines.map((line) => [line, line]);
  return [
    ...same(old.slice(0, start)),
    ...paired(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...same(old.slice(old.length - end)),
  ];
}

function paired(old, now) {
  if (old.length > MOST || now.length > MOST) return beside(old, now);
  const width = now.length + 1;
  const length = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      length[i * width + j] = old[i] === now[j] ? length[(i + 1) * width + j + 1] + 1
        : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  const pairs = [];
  let gone = [], come = [], i = 0, j = 0;
  const flush = () => { pairs.push(...beside(gone, come)); gone = []; come = []; };
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      flush();
      pairs.push([old[i], now[j]]);
      i += 1; j += 1;
    } else if (j >= now.length || (i < old.length && length[(i + 1) * width + j] >= length[i * width + j + 1])) {
      gone.push(old[i]); i += 1;
    } else {
      come.push(now[j]); j += 1;
    }
  }
  flush();
  return pairs;
}

const beside = (old, now) =>
  Array.from({ length: Math.max(old.length, now.length) }, (_, n) => [old[n] ?? null, now[n] ?? null]);

/** A table of both texts; `titles` are those of the two sides. Long stretches without change are folded. */
export function differences(before, after, titles, around = 3) {
  const pairs = pairedLines(before, after);
  const near = pairs.map(() => false);
  pairs.forEach(([old, now], at) => {
    if (old === now) return;
    for (let n = Math.max(0, at - around); n <= Math.min(pairs.length - 1, at + around); n += 1) near[n] = true;
  });
  const rows = [];
  let left = 0, right = 0, folded = 0;
  const fold = () => {
    if (folded) rows.push(make("tr", {}, make("td", { colSpan: 4, className: "wb-folded" }, `${folded} lines are the same`)));
    folded = 0;
  };
  pairs.forEach(([old, now], at) => {
    if (old !== null) left += 1;
    if (now !== null) right += 1;
    if (!near[at]) { folded += 1; return; }
    fold();
    rows.push(make("tr", {}, ...side(old, left, old !== now, "wb-gone", "was"), ...side(now, right, old !== now, "wb-come", "is")));
  });
  fold();
  return make("div", { className: "wb-scroll wb-differences", tabIndex: 0, role: "region", "aria-label": titles.join(" and ") },
    make("table", {},
      make("colgroup", {}, ...["wb-line-number", "", "wb-line-number", ""].map((className) => make("col", { className }))),
      make("thead", {}, make("tr", {}, ...titles.map((title) => make("th", { scope: "colgroup", colSpan: 2 }, title)))),
      make("tbody", {}, ...rows)));
}

function side(line, number, differs, name, word) {
  if (line === null) return [make("td", {}), make("td", {})];
  const mark = differs ? make("span", { className: "wb-mark" }, word === "was" ? "− " : "+ ") : null;
  return [
    make("td", { className: "wb-line-number" }, String(number)),
    make("td", { className: differs ? name : "" }, mark, line),
  ];
}
