// What became of each recording the last time: failures first, with the reasons.
import { make, showClip } from "./client.js";
import { watchJobs } from "./jobs.js";
import { Part } from "./part.js";

const RULES = ["recording", "state", "frames", "animals", "events", "facts", "seconds"];
const MODEL = ["recording", "state", "events", "unanswered", "facts", "seconds"];
const ORDER = ["failed", "stopped", "done", "skipped"];
const NUMBERS = new Set(["frames", "animals", "events", "facts", "seconds", "unanswered"]);
const MOST = 200;

class Outcomes extends Part {
  build() { this.hidden = true; }

  project() {
    this.unwatch?.();
    this.shown = 0;
    this.root.replaceChildren();
    this.hidden = true;
    this.unwatch = this.key ? watchJobs(this.key, (jobs) => this.show(jobs)) : null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unwatch?.();
  }

  show(jobs) {
    const last = jobs.find((job) => job.state === "done" && ["label", "label.estimate"].includes(job.name));
    if (!last || last.number === this.shown) return;
    this.shown = last.number;
    this.hidden = false;
    const { data } = last;
    if (last.name === "label.estimate") { this.estimate(data); return; }
    this.root.replaceChildren(make("h3", {}, "What became of it"), this.moved(data.carried), this.table(data.outcomes, RULES, "By rules"),
      data.model ? this.table(data.model, MODEL, "By the model") : "");
  }

  table(outcomes, columns, title) {
    const sorted = [...outcomes].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
    const rows = sorted.slice(0, MOST).map((one) => make("tr", {}, ...columns.map((column) => this.cell(one, column)), make("td", {}, this.remarks(one))));
    const heads = [...columns, "remarks"].map((text) => make("th", { scope: "col", className: NUMBERS.has(text) ? "wb-number" : "" }, text));
    const more = sorted.length > MOST ? make("p", { className: "wb-quiet" }, `${sorted.length - MOST} more are not shown.`) : "";
    return make("div", {}, make("h4", {}, title),
      make("div", { className: "wb-sheet", tabIndex: 0, role: "region", "aria-label": title },
        make("table", { className: "wb-table" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows))), more);
  }

  /** Corrections that hold no more for what they were said of: recording -> how many. */
  moved(carried) {
    const lines = Object.entries(carried).map(([name, count]) => make("li", {},
      `${count} ${count === 1 ? "correction" : "corrections"} of `, this.link(name),
      ` now ${count === 1 ? "applies" : "apply"} to bouts with other times, or to none.`));
    return lines.length ? make("ul", { role: "status", "aria-label": "Corrections" }, ...lines) : "";
  }

  link(recording) {
    const name = make("button", { type: "button", className: "wb-link", title: "See it on the timeline" }, recording);
    name.addEventListener("click", () => showClip({ recording, start_s: 0, stop_s: 5 }));
    return name;
  }

  cell(one, column) {
    if (column === "recording") return make("th", { scope: "row" }, this.link(one.recording));
    const value = column === "seconds" ? one.seconds.toFixed(1) : String(one[column] ?? "");
    return make("td", { className: NUMBERS.has(column) ? "wb-number" : one.state === "failed" ? "wb-fault" : "" }, value);
  }

  remarks(one) {
    if (one.error) return make("span", { className: "wb-fault" }, one.error);
    const warnings = one.warnings ?? [];
    if (!warnings.length) return "";
    return make("details", {}, make("summary", {}, `${warnings.length} remark${warnings.length === 1 ? "" : "s"}`),
      make("ul", {}, ...warnings.map((text) => make("li", {}, text))));
  }

  /** What is expected of recordings whose events nobody knows yet. */
  notLabelled({ not_labelled: count, estimate_not_labelled: more, money_not_labelled: money }) {
    if (!count) return "";
    const what = `${count} recording${count === 1 ? " is" : "s are"} not labelled yet`;
    if (!more) return `${what}: what the model costs for ${count === 1 ? "it" : "them"} is known once the rules have described ${count === 1 ? "it" : "them"}.`;
    const tokens = Math.round(more.input_tokens + more.output_tokens);
    return `${what}. If they are like the others: about ${more.calls} calls and ${tokens} tokens more${money ? `, ${money}` : ""}.`;
  }

  estimate(data) {
    const { estimate } = data;
    const rows = [
      ["events to describe", estimate.events], ["calls", estimate.calls], ["pictures", estimate.images],
      ["tokens in, about", Math.round(estimate.input_tokens)], ["tokens out, about", Math.round(estimate.output_tokens)],
      ["answers that are there already", estimate.reused],
      ["money, about", data.money ?? "no price is known; give it under [[model.price]] in project.toml"],
      ["time, about", data.minutes === null ? "known once the first answers are there" : `${data.minutes.toFixed(1)} min`],
    ];
    const others = this.notLabelled(data);
    this.root.replaceChildren(make("h3", {}, `What ${data.model} would cost`),
      make("p", {}, "Nothing was sent, and nothing was labelled."), others ? make("p", {}, others) : "",
      make("table", { className: "wb-table wb-narrow" }, make("tbody", {}, ...rows.map(([what, value]) =>
        make("tr", {}, make("th", { scope: "row" }, what), make("td", { className: typeof value === "number" ? "wb-number" : "" }, String(value)))))));
  }
}
customElements.define("wb-outcomes", Outcomes);
