// Beside the list of what is remembered: preferences, accepted answers asked again, export and import.
import { act, complain, make } from "./client.js";
import { watchJobs } from "./jobs.js";
import { waiting } from "./behaviors_detail.js";

const PARTS = { units: "Units of lengths", frame_rate: "Frame rate", plots: "Pictures", body_parts: "Body parts", species: "Species" };

/** What one usually works with, and what one prefers. */
export function portrait(key, known) {
  const { portrait: now, units } = known;
  const said = new Set(now.said);
  const done = (name, fields) => act(key, name, fields).catch(complain);
  const rows = Object.entries(PARTS).filter(([part]) => now[part]).map(([part, words]) => make("tr", {},
    make("th", { scope: "row" }, words), make("td", {}, now[part]),
    make("td", {}, said.has(part) ? "you said so" : "from the project and its questions"),
    make("td", {}, button(`Forget`, () => done("memory.portrait", { clear: [part] }), `Forget: ${words}`))));
  const unit = make("select", { className: "wb-field", id: "wbm-units" }, ...units.map((one) => make("option", { value: one }, one)));
  if (units.includes(now.units)) unit.value = now.units;
  const plots = make("input", { type: "text", className: "wb-field", id: "wbm-plots", value: now.plots, autocomplete: "off", placeholder: "raster" });
  return make("div", {}, make("h3", {}, "What you usually work with"),
    make("p", { className: "wb-quiet" }, "Units that you said are used in answers, which say so. What only follows from use is shown here and changes no answer. What is forgotten is not learnt again until you bring it back from the list (my_units, for one)."),
    rows.length ? make("div", { className: "wbb-scroll" }, make("table", { className: "wbb-table" },
      make("thead", {}, make("tr", {}, ...["what", "usually", "because", ""].map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...rows))) : make("p", {}, "Nothing is known yet."),
    make("div", { className: "wbb-row" }, make("label", { htmlFor: unit.id }, "I prefer lengths in"), unit,
      button("Say so", () => done("memory.portrait", { units: unit.value }), "Say which units")),
    make("div", { className: "wbb-row" }, make("label", { htmlFor: plots.id }, "I prefer pictures such as"), plots,
      button("Say so", () => plots.value.trim() && done("memory.portrait", { plots: plots.value.trim() }), "Say which pictures")),
    rows.length ? button("Forget all of it", () => done("memory.portrait", { clear: ["all"] })) : null);
}

function button(words, does, label) {
  const made = make("button", { type: "button", className: "wb-button", onclick: does }, words);
  if (label) made.setAttribute("aria-label", label);
  return made;
}

/** Accepted answers asked again, in the background. */
export function replaying(key) {
  const result = make("div", { "aria-live": "polite" });
  let off = null;
  const start = button("Ask the accepted questions again", async () => {
    start.disabled = true;
    result.replaceChildren();
    try {
      const { job } = await act(key, "memory.replay");
      off?.();
      off = watchJobs(key, (jobs) => {
        const now = jobs.find((one) => one.number === job.number);
        if (!now || now.state === "running") return;
        start.disabled = false;
        off?.();
        off = null;
        if (now.state === "done") result.replaceChildren(...outcome(now));
      });
    } catch (error) {
      complain(error);
      start.disabled = false;
    }
  });
  return make("div", {}, make("h3", {}, "Are accepted answers still the same?"),
    make("p", { className: "wb-quiet" }, "Every question whose answer you accepted is asked again as everything is now: definitions, macros, corrections, data. Those of the grammar and of macros are planned anew; of others the program is run."),
    start, make("wb-jobs", { "data-key": key, "data-names": "memory.replay" }), result);
}

function outcome(job) {
  const { same, different, not_comparable: gone } = job.data;
  const list = (title, items) => (items.length ? [make("h4", {}, `${title} (${items.length})`), make("ul", { className: "wbb-examples" }, ...items)] : []);
  return [
    make("p", {}, make("strong", {}, job.message)),
    ...list("Other answers now", Object.entries(different).map(([question, how]) =>
      make("li", {}, make("strong", {}, question), make("p", { className: "wb-fault" }, how)))),
    ...list("Cannot be compared: their data is no longer there as it was", gone.map((question) => make("li", {}, question))),
    ...list("The same", same.map((question) => make("li", {}, question))),
    same.length || gone.length || Object.keys(different).length ? null
      : make("p", { className: "wb-quiet" }, "No answer was accepted yet: press Right below an answer on the page Ask."),
  ].filter(Boolean);
}

const KINDS = { macro: "macros", tip: "tips", exemplar: "dialogues", case: "accepted answers", conversation: "conversations" };

/** What is remembered, as one file for another project; and such a file taken in. */
export function carrying(key) {
  const boxes = Object.entries(KINDS).map(([kind, words]) => {
    const box = make("input", { type: "checkbox", id: `wbm-export-${kind}`, value: kind });
    return { box, label: make("label", { htmlFor: box.id, className: "wbb-check" }, box, ` ${words}`) };
  });
  const exported = make("div", { "aria-live": "polite" });
  const save = button("Export", () => waiting(save, exported, "Writing it…", async () => {
    const kinds = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
    const told = await act(key, "memory.export", { kinds });
    download("memory.toml", told.data.text);
    return make("p", {}, `${told.message} The browser saves it as memory.toml.`);
  }));
  const file = make("input", { type: "file", id: "wbm-import", accept: ".toml", required: true });
  const conflict = make("select", { className: "wb-field", id: "wbm-conflict" },
    make("option", { value: "refuse" }, "add nothing, and say which"),
    make("option", { value: "rename" }, "give those of the file another name"),
    make("option", { value: "replace" }, "make them the next versions here"));
  const imported = make("div", { "aria-live": "polite" });
  const form = make("form", { className: "wbb-form" }, make("label", { htmlFor: file.id }, "File made by an export"), file,
    make("label", { htmlFor: conflict.id }, "Where a name stands for something else here"), conflict,
    make("button", { type: "submit", className: "wb-button" }, "Import"), imported);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    waiting(form, imported, "Reading it…", async () => {
      const text = await file.files[0].text();
      const told = await act(key, "memory.import", { text, on_conflict: conflict.value });
      return make("div", {}, make("p", {}, told.message), make("ul", { className: "wbb-examples" },
        ...told.data.imported.map((one) => make("li", {}, one.versions ? `${one.name}: ${one.now}, ${one.versions} added` : `${one.name}: there already`))));
    });
  });
  return make("div", { className: "wbb-making" },
    make("section", { className: "wbb-card" }, make("h3", {}, "Export"),
      make("p", { className: "wb-quiet" }, "All symbols with all their versions, as one file that people can read; and, if you like, also:"),
      make("div", { className: "wbb-row" }, ...boxes.map(({ label }) => label)), save, exported),
    make("section", { className: "wbb-card" }, make("h3", {}, "Import"), form));
}

function download(name, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/toml" })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
