// Comparing: the time budget of a recording, and groups animal by animal.
import { act, address, complain, get, make } from "./client.js";
import { plain, resultOf } from "./compare_result.js";
import { watchJobs } from "./jobs.js";
import { RecordingPart, pair } from "./part.js";
import { Picker } from "./timeline_picker.js";
import { Waiting, writtenFiles } from "./written.js";

class Compare extends RecordingPart {
  // parts -------------------------------------------------------------------------------------

  build() {
    this.recordings = new Picker((name) => this.showBudget(name));
    this.who = make("select", { className: "wb-field", id: "wb-compare-who" });
    this.who.addEventListener("change", () => this.fillBudget());
    this.budget = make("div", { className: "wb-compare-budget" });
    this.message = make("p", { className: "wb-quiet", role: "status" });
    this.form = make("form", { className: "wb-compare-form" });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.compare(""); });
    this.result = make("div", { className: "wb-compare-result", role: "region", "aria-label": "Comparison" });
    this.root.append(this.message,
      make("section", {}, make("h3", {}, "Time budget"),
        make("div", { className: "wb-row" }, this.recordings.element, make("label", { htmlFor: "wb-compare-who" }, "Animal"), this.who),
        this.budget),
      make("section", {}, make("h3", {}, "Groups compared"), this.form, this.result));
  }

  async begin() {
    if (!this.key) { this.message.textContent = "Open a project on the page Start first."; return; }
    if (this.begun === this.key && !this.isStale) { this.refresh(); return; }
    this.begun = this.key;
    this.isStale = false;
    this.message.textContent = "";
    try {
      const [list, offered] = await Promise.all([get(this.key, "recordings"), get(this.key, "compare")]);
      this.recordings.setList(list);
      this.offer(offered);
      this.unwatch?.();
      const key = this.key;
      this.unwatch = watchJobs(key, (jobs) => this.heardOf(key, jobs));
      if (!offered.labelled.length) {
        this.budget.replaceChildren(make("p", { className: "wb-quiet" }, "Nothing was labelled yet: describe recordings on the page Describe, or import what people scored."));
        return;
      }
      const shown = offered.labelled.includes(this.recording) ? this.recording : offered.labelled[0];
      await this.showBudget(shown);
    } catch (error) {
      this.begun = null;
      complain(error);
    }
  }

  async again() {
    const offered = await get(this.key, "compare");
    if (JSON.stringify(offered) !== JSON.stringify(this.offered)) this.offer(offered);
    await this.showBudget(this.recording);
  }

  // time budget -------------------------------------------------------------------------------

  async showBudget(name) {
    this.recording = name;
    this.recordings.show(name);
    try {
      const version = await this.versionOf(name);
      const { data } = await act(this.key, "show", { recording: name });
      if (this.recording !== name) return;
      [this.data, this.version] = [data, version];
      const animals = [...new Set(data.budget.map((row) => row.subject))];
      this.who.replaceChildren(make("option", { value: "" }, "all"), ...animals.map((one) => make("option", { value: one }, one)));
      this.fillBudget();
    } catch (error) {
      this.data = null;
      this.budget.replaceChildren(make("p", { className: "wb-fault", role: "alert" }, String(error.message)));
    }
  }

  fillBudget() {
    const { data } = this;
    if (!data) return;
    const rows = data.budget.filter((row) => !this.who.value || row.subject === this.who.value);
    const seen = rows.filter((row) => row.count > 0);
    const unseen = [...new Set(rows.filter((row) => !row.count).map((row) => row.predicate))]
      .filter((one) => !seen.some((row) => row.predicate === one));
    const heads = ["animal", "behavior", "whom or where", "bouts", "total s", "mean s", "share", "per min", "first after s", "assessed s"];
    const line = (row) => [row.subject, row.predicate, row.object ?? "", row.count,
      row.kind === "point" ? "" : fixed(row.total_s, 1), row.kind === "point" ? "" : fixed(row.mean_s, 2),
      row.kind === "point" ? "" : share(row.fraction), fixed(row.rate_per_min, 2), fixed(row.latency_s, 1), fixed(row.assessed_s, 1)];
    const picture = make("img", { src: `${address(this.key, `budget/${encodeURIComponent(data.recording)}`)}?${data.facts}`, alt: `Time budget of ${data.recording}: the table has its numbers` });
    this.budget.replaceChildren(
      data.stale.length ? make("p", { className: "wb-fault" }, "This recording was labelled with other settings or files; label it again on the page Describe.") : "",
      make("div", { className: "wb-compare-pair" },
        make("div", {}, plain("Time budget", heads, seen.map(line)),
          unseen.length ? make("p", { className: "wb-quiet" }, `Looked for and not seen: ${unseen.join(", ")}.`) : null),
        make("div", { className: "wb-compare-picture" }, picture)));
  }

  // groups ------------------------------------------------------------------------------------

  offer(offered) {
    this.offered = offered;
    this.result.replaceChildren();
    const sorts = Object.keys(offered.by).filter((by) => !(by in offered.lacking));
    if (!sorts.length) {
      this.form.replaceChildren(make("p", { className: "wb-compare-lacking" }, offered.lacking.group));
      return;
    }
    this.by = make("select", { className: "wb-field", id: "wb-compare-by" }, ...sorts.map((by) => make("option", { value: by }, by)));
    this.sides = [0, 1].map((at) => make("select", { className: "wb-field", id: `wb-compare-side${at}` }));
    this.by.addEventListener("change", () => this.fillSides());
    this.behaviors = boxes("behavior", offered.behaviors.map((one) => ({ value: one.name, quiet: one.seen ? "" : "never seen" })));
    this.measures = boxes("measure", offered.measures.map((one) => ({ value: one.name, label: one.words })), ["total"]);
    this.cutoff = make("input", { type: "number", min: "0", step: "any", className: "wb-field wb-short", id: "wb-compare-cutoff", placeholder: "none" });
    this.cutoff.title = "What the time to the first bout is for who did it later or never. Without it those who never did it are left out.";
    this.limit = pair(make("label", { htmlFor: "wb-compare-cutoff" }, "Cutoff of the time to the first bout, in s"), this.cutoff);
    const { box: latency } = this.measures.find((one) => one.box.value === "latency");
    latency.addEventListener("change", () => { this.limit.hidden = !latency.checked; });
    this.limit.hidden = true;
    this.zones = boxes("zone", offered.zones.map((value) => ({ value, label: `time in ${value}` })));
    this.animals = boxes("animal", offered.animals.map((value) => ({ value })));
    this.correction = make("select", { className: "wb-field", id: "wb-compare-correction" },
      make("option", { value: "holm" }, "Holm"), make("option", { value: "fdr" }, "Benjamini and Hochberg (false discovery rate)"));
    this.go = make("button", { type: "submit", className: "wb-button wb-primary" }, "Compare");
    this.form.replaceChildren(
      make("div", { className: "wb-row" }, make("label", { htmlFor: "wb-compare-by" }, "By"), this.by,
        make("label", { htmlFor: "wb-compare-side0" }, "first"), this.sides[0],
        make("label", { htmlFor: "wb-compare-side1" }, "second"), this.sides[1],
        make("span", { className: "wb-quiet" }, "differences are second minus first")),
      make("div", { className: "wb-compare-choices" },
        group("Behaviors", this.behaviors), group("Measures", this.measures),
        offered.zones.length ? group("Zones", this.zones) : null,
        offered.animals.length ? group("Only these animals (all if none is ticked)", this.animals) : null),
      make("div", { className: "wb-row" }, this.limit, make("label", { htmlFor: "wb-compare-correction" }, "Correct p by"), this.correction, this.go,
        make("span", { className: "wb-quiet" }, "The animal is the unit, never the recording.")));
    this.fillSides();
  }

  fillSides() {
    const known = Object.entries(this.offered.by[this.by.value]);
    this.sides.forEach((side, at) => {
      side.replaceChildren(...known.map(([name, count]) => make("option", { value: name }, `${name} (${count})`)));
      side.value = known[at][0];
    });
  }

  fields() {
    return {
      behaviors: ticked(this.behaviors), measures: ticked(this.measures), zones: ticked(this.zones),
      animals: ticked(this.animals), by: this.by.value, groups: this.sides.map((side) => side.value),
      correction: this.correction.value, cutoff_s: this.limit.hidden || !this.cutoff.value ? null : Number(this.cutoff.value),
    };
  }

  async compare(folder, formats) {
    this.go.disabled = true;
    try {
      const told = await act(this.key, "compare", folder ? { ...this.asked, folder, formats } : (this.asked = this.fields()));
      this.number = told.job.number;
      this.isWriting = Boolean(folder);
      this.waiting = new Waiting(this.key, told.job);
      (folder ? this.written : this.result).replaceChildren(this.waiting.element);
    } catch (error) {
      this.go.disabled = false;
      complain(error);
    }
  }

  heardOf(key, jobs) {
    const job = jobs.find((one) => one.number === this.number);
    if (!job) return;
    if (job.state === "running") { this.waiting.update(job); return; }
    this.number = null;
    this.go.disabled = false;
    if (job.state !== "done") {
      const fault = make("p", { className: "wb-fault", role: "alert" }, job.error || "Stopped.");
      if (this.isWriting) this.written.replaceChildren(fault);
      else this.result.replaceChildren(fault);
    } else if (this.isWriting) {
      this.written.replaceChildren(make("p", { role: "status" }, job.message), writtenFiles(key, job));
    } else {
      this.written = make("div", {});
      this.result.replaceChildren(...resultOf(key, job, this.written, (folder, formats) => this.compare(folder, formats)));
    }
  }
}

const fixed = (value, digits) => (value === null ? "" : value.toFixed(digits));
const share = (value) => (value === null ? "" : `${(100 * value).toFixed(1)} %`);

function boxes(name, values, on = []) {
  return values.map(({ value, label, quiet }) => {
    const box = make("input", { type: "checkbox", value, id: `wb-compare-${name}-${value}`, checked: on.includes(value) });
    return { box, element: make("label", {}, box, ` ${label ?? value}`, quiet ? make("span", { className: "wb-quiet" }, ` ${quiet}`) : null) };
  });
}

const ticked = (of) => of.filter((one) => one.box.checked).map((one) => one.box.value);

const group = (title, of) => make("fieldset", { className: "wb-compare-group" }, make("legend", {}, title), ...of.map((one) => one.element));

customElements.define("wb-compare", Compare);
