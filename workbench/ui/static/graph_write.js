// Pictures of a recording and of the event that is shown, as files.
import { act, complain, get, make } from "./client.js";
import { watchJobs } from "./jobs.js";
import { Waiting, writtenFiles } from "./written.js";

const FORMATS = ["png", "svg", "pdf"];

export class WritePictures {
  /** key(): of the project. what(): {recording, event} that is shown. */
  constructor(key, what) {
    this.key = key;
    this.what = what;
    this.folder = make("input", { type: "text", className: "wbt-input wb-graph-folder", id: "wb-graph-folder", spellcheck: false });
    this.boxes = FORMATS.map((name) => make("input", { type: "checkbox", value: name, id: `wb-graph-${name}`, checked: name !== "pdf" }));
    this.button = make("button", { type: "submit", className: "wb-button" }, "Write pictures");
    this.files = make("div", {});
    const form = make("form", { className: "wb-graph-write" },
      ...this.boxes.map((box) => make("label", { className: "wb-graph-check" }, box, box.value.toUpperCase())),
      make("label", { htmlFor: "wb-graph-folder" }, "into"), this.folder, this.button);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.write(); });
    this.element = make("details", { className: "wb-graph-pictures" },
      make("summary", {}, "Pictures as files"),
      make("p", { className: "wb-quiet" }, "Time budget, ethogram, paths and the scene graph of this event, ready for a paper. The graph itself, for other programs: see the page Export."),
      form, this.files);
  }

  async begin() {
    const key = this.key();
    this.unwatch?.();
    this.files.replaceChildren();
    try {
      this.folder.value = (await get(key, "export")).pictures;
    } catch (error) {
      complain(error);
    }
    this.unwatch = watchJobs(key, (jobs) => this.heard(key, jobs));
  }

  async write() {
    const formats = this.boxes.filter((box) => box.checked).map((box) => box.value);
    if (!formats.length) { complain(new Error("Choose at least one of PNG, SVG and PDF.")); return; }
    this.button.disabled = true;
    try {
      const told = await act(this.key(), "show.pictures", { ...this.what(), folder: this.folder.value, formats });
      this.number = told.job.number;
      this.waiting = new Waiting(this.key(), told.job);
      this.files.replaceChildren(this.waiting.element);
    } catch (error) {
      this.button.disabled = false;
      complain(error);
    }
  }

  heard(key, jobs) {
    const job = jobs.find((one) => one.number === this.number);
    if (!job) return;
    if (job.state === "running") { this.waiting.update(job); return; }
    this.number = null;
    this.button.disabled = false;
    this.files.replaceChildren(job.state === "done"
      ? make("div", { role: "status" }, make("p", {}, job.message), writtenFiles(key, job))
      : make("p", { className: "wb-fault", role: "alert" }, job.error || "Stopped: nothing was drawn."));
  }
}
