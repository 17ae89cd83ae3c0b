// What a comparison found: picture, table, notes, the paragraph for the methods, the animals.
import { address, get, make } from "./client.js";

const FORMATS = ["png", "svg", "pdf"];

/** The parts of a result; write(folder, formats): a person wants the picture as files. */
export function resultOf(key, job, written, write) {
  const { data } = job;
  const [first, second] = data.groups;
  return [
    make("div", { className: "wb-compare-picture" },
      make("img", { src: address(key, `compare/picture/${job.number}`), alt: `${first} and ${second}: every animal is a point; the table has the numbers` })),
    numbers(data, first, second),
    ...[...data.notes, ...data.remarks].map((text) => make("p", { className: "wb-compare-note" }, text)),
    make("h4", {}, "For the methods"), methods(data.methods),
    animals(data), files(key, written, write),
  ];
}

const short = (value) => (value === null ? "not known" : String(Number(value.toPrecision(3))));
const span = (low, high) => (low === null ? "not known" : `${short(low)} to ${short(high)}`);
const p = (value) => (value === null ? "" : value < 0.001 ? "< 0.001" : value.toFixed(3));

function numbers(data, first, second) {
  const share = `${100 * data.confidence} %`;
  const heads = ["measure", "unit", `mean ${first}`, `mean ${second}`, "animals", "difference", `${share} interval`,
    "Hedges' g", `${share} interval`, "Cliff's delta", "p", "p corrected"];
  const rows = data.measures.map((row) => [row.measure, row.unit, short(row.mean_a), short(row.mean_b), `${row.n_a} and ${row.n_b}`,
    short(row.difference), span(row.difference_low, row.difference_high), short(row.hedges_g), span(row.g_low, row.g_high),
    data.paired ? "" : short(row.cliffs_delta), p(row.p), p(row.p_corrected)]);
  return plain("Numbers", heads, rows);
}

/** A table of cells; numbers stand to the right. */
export function plain(label, heads, rows) {
  const looks = heads.map((_head, i) => (rows.some((row) => /^[-−<]?[\d. ]+%?$/.test(String(row[i]).trim())) ? "wb-number" : ""));
  return make("div", { className: "wb-scroll", tabIndex: 0, role: "region", "aria-label": label },
    make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((head, i) => make("th", { scope: "col", className: looks[i] }, head)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell, i) => make("td", { className: looks[i] }, String(cell))))))));
}

function methods(text) {
  const copy = make("button", { type: "button", className: "wb-button" }, "Copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 1200);
  });
  return make("div", { className: "wb-compare-methods" }, make("p", {}, text), copy);
}

function animals(data) {
  const rows = data.animals.map((row) => [row.measure, row.group, row.animal, short(row.value), row.unit, row.rows]);
  return make("details", {}, make("summary", {}, "The values of the animals"),
    plain("Values of the animals", ["measure", data.by, "animal", "value", "unit", "recordings"], rows));
}

function files(key, written, write) {
  const folder = make("input", { type: "text", className: "wb-field wb-long", id: "wb-compare-folder", spellcheck: false });
  get(key, "export").then((offered) => { folder.value = offered.pictures; }, () => {});
  const boxes = FORMATS.map((value) => make("input", { type: "checkbox", value, id: `wb-compare-${value}`, checked: value !== "pdf" }));
  const form = make("form", { className: "wb-row" },
    ...boxes.map((box) => make("label", {}, box, ` ${box.value.toUpperCase()}`)),
    make("label", { htmlFor: "wb-compare-folder" }, "into"), folder,
    make("button", { type: "submit", className: "wb-button" }, "Write the picture"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write(folder.value, boxes.filter((box) => box.checked).map((box) => box.value));
  });
  return make("div", {}, make("h4", {}, "Picture as files"), form, written);
}
