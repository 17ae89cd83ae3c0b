// The first minutes: take the demo, open a project, make one.
import { asked, complain, make, tell } from "./client.js";
import { lookAtJobs } from "./jobs.js";
import { Part } from "./part.js";
import "./start_holds.js";
import "./start_add.js";
import "./start_scene.js";

const KEPT = "wb-begun";

class Begin extends Part {
  heard = { "wb:ended": (event) => this.ended(event.detail) };

  build() {
    this.demo = make("button", { type: "button", className: "wb-button wb-primary" }, "Open the demo project");
    this.demo.addEventListener("click", () => this.start("begin.demo", {}));
    this.demoPlace = make("p", { className: "wb-quiet" });
    this.cards = make("div", { className: "wb-cards" },
      make("section", { className: "wb-card" }, make("h3", {}, "Look at an example"),
        make("p", {}, "Two mice in an open field, 74 s, already tracked. It is described in half a minute, on this machine."),
        this.demo, this.demoPlace),
      this.openCard(), this.newCard());
    this.summary = make("summary", {}, "Another project");
    this.fields = make("details", { className: "wb-begin" }, this.summary, this.cards);
    this.jobs = make("wb-jobs", { "data-key": "", "data-begin": "" });
    this.root.append(this.fields, this.jobs);
    this.fill();
    tellWhatBegan();
  }

  /** With a project open, beginnings are out of the way. */
  project() {
    const none = !this.key;
    this.fields.open = none;
    this.summary.textContent = none ? "Begin with a project" : "Open or make another project";
  }

  openCard() {
    const field = make("input", { type: "text", className: "wb-field", id: "wb-open-folder", required: true, spellcheck: false, autocomplete: "off" });
    const form = make("form", { className: "wb-card" }, make("h3", {}, "Open a project"),
      make("label", { htmlFor: field.id }, "Folder of the project, on this machine"), field,
      make("button", { type: "submit", className: "wb-button" }, "Open"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start("begin.open", { folder: field.value });
    });
    return form;
  }

  newCard() {
    this.place = make("input", { type: "text", className: "wb-field", id: "wb-new-folder", required: true, spellcheck: false, autocomplete: "off" });
    this.ethogram = make("select", { className: "wb-field", id: "wb-new-ethogram" });
    this.about = make("p", { className: "wb-quiet" });
    this.ethogram.addEventListener("change", () => this.describe());
    const form = make("form", { className: "wb-card" }, make("h3", {}, "Make a project"),
      make("label", { htmlFor: this.place.id }, "Folder to make"), this.place,
      make("label", { htmlFor: this.ethogram.id }, "Behaviors to look for"), this.ethogram, this.about,
      make("button", { type: "submit", className: "wb-button" }, "Make it"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start("begin.new", { folder: this.place.value, ethogram: this.ethogram.value });
    });
    return form;
  }

  async fill() {
    try {
      const known = await asked("/wb/begin");
      this.known = known;
      this.demoPlace.textContent = known.demo_is_there ? `It is in ${known.demo}.` : `Goes into ${known.demo}.`;
      this.place.placeholder = `${known.here}/my-project`;
      this.ethogram.replaceChildren(...known.ethograms.map((one) => make("option", { value: one.name }, one.name)));
      this.ethogram.value = known.usual;
      this.describe();
    } catch (error) {
      complain(error);
    }
  }

  describe() {
    const one = this.known?.ethograms.find((each) => each.name === this.ethogram.value);
    this.about.textContent = one ? `${one.description} ${one.behaviors.join(", ")}. You can change it later.` : "";
  }

  async start(name, fields) {
    try {
      const told = await asked(`/wb/begin/do/${name}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields),
      });
      this.number = told.job.number;
      tell(told.job);
      lookAtJobs("");
    } catch (error) {
      complain(error);
    }
  }

  /** The project is there: this tab shows it; its key is in the address, so that it stays. */
  ended({ key, job }) {
    if (key !== "" || job.number !== this.number) return;
    if (job.state !== "done") { tell({ ...job, message: job.error || job.state }); return; }
    sessionStorage.setItem(KEPT, JSON.stringify({ message: job.message, command: job.command, python: job.python }));
    const place = new URL(location.href);
    place.searchParams.set("project", job.data.key);
    location.assign(place);
  }
}

/** After the page came back with the project: what made it. */
function tellWhatBegan() {
  const kept = sessionStorage.getItem(KEPT);
  if (!kept) return;
  if (!document.querySelector("wb-command .wb-quiet, wb-command .wb-said")) {
    setTimeout(tellWhatBegan, 200);
    return;
  }
  sessionStorage.removeItem(KEPT);
  tell(JSON.parse(kept));
}
customElements.define("wb-begin", Begin);
