// Asking the graph: in its own language, in SQL, in plain words; the answer as a table with clips.
import { act, asked, complain, make, showClip } from "./client.js";

const WAYS = {
  query: { label: "query language", field: "question", hint: "mouse_1 chase mouse_2",
    examples: ["mouse_1 chase mouse_2", "count chase per subject", "?x approach ?y then ?y flee ?x within 5 s", "budget"] },
  search: { label: "plain words", field: "question", hint: "grooming after a chase",
    examples: ["mouse_1 feeds after a chase", "both mice at the shelter"] },
  sql: { label: "SQL", field: "statement", hint: "SELECT predicate, count(*) FROM facts GROUP BY 1",
    examples: ["SELECT predicate, count(*) AS bouts FROM facts GROUP BY 1 ORDER BY 2 DESC"] },
};

export class AskGraph {
  /** key(): of the project. recording(): that is shown, for a search in it alone. */
  constructor(key, recording) {
    this.key = key;
    this.recording = recording;
    this.way = make("select", { className: "wbt-select", id: "wb-graph-way" },
      ...Object.entries(WAYS).map(([value, way]) => make("option", { value }, way.label)));
    this.field = make("input", { type: "text", className: "wbt-input", id: "wb-graph-question", autocomplete: "off", spellcheck: false });
    this.here = make("input", { type: "checkbox", id: "wb-graph-here" });
    this.hereLabel = make("label", { className: "wb-graph-check" }, this.here, "in this recording alone");
    this.hints = make("ul", { className: "wb-graph-hints", "aria-label": "To begin with" });
    this.result = make("div", { className: "wb-graph-result", role: "region", "aria-label": "Answer" });
    this.help = make("details", { className: "wb-graph-help" }, make("summary", {}, "How to ask"));
    this.help.addEventListener("toggle", () => this.explain());
    this.way.addEventListener("change", () => this.turn());
    const form = make("form", { className: "wb-graph-ask" },
      make("label", { htmlFor: "wb-graph-way" }, "Ask the graph in"), this.way,
      make("label", { htmlFor: "wb-graph-question", className: "wb-graph-unseen" }, "Question"), this.field,
      make("button", { type: "submit", className: "wb-button wb-primary" }, "Ask"), this.hereLabel);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.ask(0); });
    this.element = make("section", { "aria-label": "Ask the graph" }, form, this.hints, this.help, this.result);
    this.turn();
  }

  begin() { this.result.replaceChildren(); }

  turn() {
    const way = WAYS[this.way.value];
    this.field.placeholder = way.hint;
    this.hereLabel.hidden = this.way.value !== "search";
    this.explain();
    this.hints.replaceChildren(...way.examples.map((text) => make("li", {},
      make("button", { type: "button", className: "wb-link", onclick: () => this.take(text) }, text))));
  }

  take(text) {
    this.field.value = text;
    this.field.focus();
  }

  /** What the language can say, or what there is to be asked in SQL; fetched when somebody looks. */
  async explain() {
    if (!this.help.open) return;
    try {
      this.known ??= await asked("/wb/graph/help");
    } catch (error) {
      complain(error);
      return;
    }
    this.help.replaceChildren(this.help.firstChild, ...HELP[this.way.value](this.known, (text) => this.take(text)));
  }

  async ask(first) {
    const name = this.way.value;
    const text = this.field.value.trim();
    if (!text || !this.key()) return;
    const fields = { [WAYS[name].field]: text };
    if (name !== "search") fields.first = first;
    else if (this.here.checked) fields.recording = this.recording();
    this.result.setAttribute("aria-busy", "true");
    try {
      const { data, message } = await act(this.key(), name, fields);
      this.result.replaceChildren(...(name === "search" ? hits(data, message) : this.rows(data, message)));
    } catch (error) {
      this.result.replaceChildren(make("pre", { className: "wb-fault wb-graph-fault", role: "alert" }, String(error.message)));
    }
    this.result.removeAttribute("aria-busy");
  }

  rows(data, message) {
    const { columns, answer, total, first } = data;
    const hasClips = ["recording", "start_s", "stop_s"].every((name) => columns.includes(name));
    const shown = columns.filter((name) => !HIDDEN.has(name));
    const numbers = new Set(shown.filter((name) => answer.some((row) => typeof row[name] === "number")));
    const head = [...(hasClips ? ["clip"] : []), ...shown].map((name) => make("th", { scope: "col" }, name));
    const body = answer.map((row) => make("tr", {}, hasClips ? make("td", {}, clip(row)) : null,
      ...shown.map((name) => make("td", { className: numbers.has(name) ? "wb-number" : "" }, cell(row[name])))));
    return [
      make("p", { role: "status" }, message), ...(data.remarks ?? []).map((text) => make("p", { className: "wb-quiet" }, text)),
      ...data.problems.map((text) => make("p", { className: "wb-fault" }, text)),
      total ? make("div", { className: "wb-scroll", tabIndex: 0, role: "region", "aria-label": "Rows" },
        make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body))) : null,
      this.pages(total, first, answer.length),
    ].filter(Boolean);
  }

  pages(total, first, count) {
    if (count >= total) return null;
    const step = (label, to, off) => make("button", { type: "button", className: "wb-button", disabled: off, onclick: () => this.ask(to) }, label);
    const size = first && first + count >= total ? this.size : count;
    this.size = size;
    return make("div", { className: "wb-graph-pages" },
      step("Earlier rows", Math.max(first - size, 0), first === 0),
      make("span", {}, `rows ${first + 1} to ${first + count} of ${total}`),
      step("Later rows", first + count, first + count >= total));
  }
}

const terms = (pairs) => make("dl", {}, ...pairs.flatMap(([term, meaning]) => [make("dt", {}, term), make("dd", {}, meaning)]));

const HELP = {
  query: ({ examples, grammar }, take) => [
    terms(examples.map(({ text, what }) => [make("button", { type: "button", className: "wb-link", onclick: () => take(text) }, text), what])),
    make("pre", { tabIndex: 0, role: "region", "aria-label": "Grammar" }, grammar),
  ],
  sql: ({ views }) => [
    make("p", {}, "One statement that reads (DuckDB). These are the tables:"),
    ...views.map((view) => make("details", {}, make("summary", {}, make("code", {}, view.name), ` – ${view.what}`),
      terms(view.columns.map(({ name, what }) => [name, what])))),
  ],
  search: () => [make("p", {}, "Any words. Events are found whose facts have these words, words spelled nearly so, or the animals and places that are named. No language model is asked; what fits best has rank 1.")],
};

const HIDDEN = new Set(["fact_id", "run", "evidence", "start_frame", "stop_frame", "event_id",
  "object_is_animal", "subject_labelled", "object_labelled"]);

function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function clip(row) {
  if (typeof row.start_s !== "number" || typeof row.stop_s !== "number") return null;
  const button = make("button", { type: "button", className: "wb-clip" }, `${row.start_s.toFixed(1)}–${row.stop_s.toFixed(1)} s`);
  const what = [row.subject, row.predicate, row.object].filter(Boolean).join(" ");
  button.setAttribute("aria-label", `Show ${what} at ${row.start_s.toFixed(1)} s in ${row.recording}`);
  button.addEventListener("click", () => showClip({ recording: row.recording, start_s: row.start_s, stop_s: row.stop_s, fact_id: row.fact_id }));
  return button;
}

const MOST = 12;

function hits(data, message) {
  const one = ({ hit, facts, why }) => {
    const button = make("button", { type: "button", className: "wb-clip" },
      `${hit.recording} ${hit.start_s.toFixed(1)}–${hit.stop_s.toFixed(1)} s`);
    button.addEventListener("click", () => showClip(hit));
    return make("li", {}, button, make("span", { className: "wb-quiet" }, ` ${hit.event_id}, rank ${hit.rank}, score ${hit.score.toFixed(2)}`),
      make("ul", {}, ...facts.slice(0, MOST).map((text) => make("li", {}, text)),
        facts.length > MOST ? make("li", { className: "wb-quiet" }, `and ${facts.length - MOST} more`) : null), reasons(why));
  };
  return [
    make("p", { role: "status" }, message), ...data.notes.map((text) => make("p", { className: "wb-quiet" }, text)),
    ...data.problems.map((text) => make("p", { className: "wb-fault" }, text)),
    make("ol", { className: "wb-graph-hits" }, ...data.hits.map(one)),
  ];
}

/** Why an event was found: its shares of the score, and the facts on the way from the question. */
function reasons(why) {
  if (!why) return null;
  const parts = Object.entries(why.hit.parts).map(([name, share]) => `${name} ${share.toFixed(2)}`).join(", ");
  const seeds = Object.keys(why.seeds);
  const lines = [`score: ${parts}`, ...(seeds.length ? [`named in the question: ${seeds.join(", ")}`] : []),
    ...why.path.map((step) => [step.how, step.facts.join("; ")].filter(Boolean).join(": "))];
  return make("details", {}, make("summary", {}, "why"), make("ul", {}, ...lines.map((text) => make("li", {}, text))));
}
