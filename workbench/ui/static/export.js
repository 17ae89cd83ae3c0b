// Taking the graph to other programs: which format, of what, where to.
import { act, complain, get, make } from "./client.js";
import { watchJobs } from "./jobs.js";
import { SeenPart } from "./part.js";
import { Waiting, writtenFiles } from "./written.js";

class Export extends SeenPart {
  build() {
    this.message = make("p", { className: "wb-quiet", role: "status" });
    this.formats = make("fieldset", { className: "wb-export-formats" });
    this.recordings = make("select", { multiple: true, size: 8, className: "wb-field wb-export-many", id: "wb-export-recordings" });
    this.groups = make("div", { className: "wb-row" });
    this.standing = make("input", { type: "checkbox", id: "wb-export-standing" });
    this.out = make("input", { type: "text", className: "wb-field wb-long", id: "wb-export-out", spellcheck: false });
    this.out.addEventListener("input", () => { this.isNamed = true; });
    this.force = make("input", { type: "checkbox", id: "wb-export-force" });
    this.go = make("button", { type: "submit", className: "wb-button wb-primary" }, "Export");
    this.form = make("form", { className: "wb-export-form" }, this.formats,
      make("fieldset", { className: "wb-export-which" }, make("legend", {}, "What"),
        make("label", { htmlFor: "wb-export-recordings" }, "Recordings (all if none is chosen; Ctrl chooses several)"), this.recordings,
        this.groups, make("label", { className: "wb-row" }, this.standing, "Leave out what a person rejected or corrected")),
      make("div", { className: "wb-row" }, make("label", { htmlFor: "wb-export-out" }, "Write to"), this.out,
        make("label", { className: "wb-row" }, this.force, "replace what is there"), this.go));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.export(); });
    this.result = make("div", {});
    this.root.append(make("h3", {}, "Take the graph to other programs"), this.message, this.form, this.result);
  }

  async begin() {
    this.form.hidden = !this.key;
    if (!this.key) { this.message.textContent = "Open a project on the page Start first."; return; }
    if (this.begun === this.key && !this.isStale) return;
    const isSame = this.begun === this.key;
    this.begun = this.key;
    this.isStale = false;
    try {
      const offered = await get(this.key, "export");
      this.offer(offered, isSame);
      this.unwatch?.();
      const key = this.key;
      this.unwatch = watchJobs(key, (jobs) => this.heardOf(key, jobs));
    } catch (error) {
      this.begun = null;
      complain(error);
    }
  }

  offer(offered, isSame) {
    this.offered = offered;
    const { not_labelled: without, recordings } = offered;
    this.form.hidden = !recordings.length;
    const left = `${without} ${without === 1 ? "recording has" : "recordings have"} no labels yet and cannot be taken.`;
    this.message.textContent = recordings.length ? (without ? left : "")
      : "Nothing was labelled yet: describe recordings on the page Describe, or import what people scored.";
    const chosen = this.formats.querySelector("input:checked")?.value ?? offered.formats[0].name;
    this.formats.replaceChildren(make("legend", {}, "Format"), ...offered.formats.map((form) => this.format(form, form.name === chosen)));
    this.recordings.replaceChildren(...recordings.map((name) => make("option", { value: name }, name)));
    this.boxes = ["groups", "sessions"].flatMap((sort) => offered[sort].map((value) => ({ sort, value,
      box: make("input", { type: "checkbox", id: `wb-export-${sort}-${value}` }) })));
    this.groups.replaceChildren(...["groups", "sessions"].filter((sort) => offered[sort].length).map((sort) =>
      make("fieldset", { className: "wb-row wb-export-sort" }, make("legend", {}, `Only these ${sort}`),
        ...this.boxes.filter((one) => one.sort === sort).map((one) => make("label", { className: "wb-row" }, one.box, one.value)))));
    if (!isSame) { this.isNamed = false; this.result.replaceChildren(); }
    this.name();
  }

  format(form, isChosen) {
    const box = make("input", { type: "radio", name: "wb-export-format", value: form.name, id: `wb-export-${form.name}`, checked: isChosen });
    box.addEventListener("change", () => this.name());
    const back = form.reads ? "can be imported again" : "cannot be imported again";
    return make("label", { className: "wb-export-format" }, box,
      make("span", {}, make("strong", {}, form.name), make("span", {}, ` – ${form.what} `),
        make("span", { className: "wb-quiet" }, `(${form.writes === "folder" ? "a folder" : form.writes}; ${back})`)));
  }

  get chosen() { return this.offered.formats.find((one) => one.name === this.formats.querySelector("input:checked").value); }

  /** Say where it would go, unless a person said so. */
  name() {
    if (!this.isNamed) this.out.value = `${this.offered.folder}/${this.chosen.file}`;
  }

  async export() {
    const of = (sort) => this.boxes.filter((one) => one.sort === sort && one.box.checked).map((one) => one.value);
    this.go.disabled = true;
    try {
      const told = await act(this.key, "export", {
        to: this.chosen.name, out: this.out.value, standing: this.standing.checked, force: this.force.checked,
        recordings: [...this.recordings.selectedOptions].map((one) => one.value), groups: of("groups"), sessions: of("sessions"),
      });
      this.number = told.job.number;
      this.waiting = new Waiting(this.key, told.job);
      this.result.replaceChildren(this.waiting.element);
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
    this.result.replaceChildren(...(job.state === "done"
      ? [make("p", { role: "status" }, job.message), writtenFiles(key, job), make("p", { className: "wb-quiet" }, "The same in a shell: ", make("code", {}, job.command))]
      : [make("p", { className: "wb-fault", role: "alert" }, job.error || "Stopped: nothing was written.")]));
  }
}
customElements.define("wb-export", Export);
