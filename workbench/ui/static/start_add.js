// A person's own files: dropped or in a folder, paired, added, described, with labels of BORIS.
import { act, asked, address, complain, make } from "./client.js";
import { Part, pair as paired } from "./part.js";
import { DropZone, unnamed } from "./start_upload.js";

const nameOf = (path) => (path ? path.split(/[\\/]/).pop() : "–");

class Add extends Part {
  heard = {
    "wb:ended": ({ detail: { key, job } }) => key === this.key && job.name === "label" && this.offerLabels(),
  };

  build() {
    this.drop = new DropZone(() => this.key, () => this.look([]));
    this.folder = make("input", { type: "text", className: "wb-field wb-search", id: "wb-add-folder", spellcheck: false, autocomplete: "off", placeholder: "/data/mice" });
    const look = make("form", { className: "wb-row" },
      make("label", { htmlFor: "wb-add-folder" }, "Or a folder on this machine (nothing is copied)"), this.folder,
      make("button", { type: "submit", className: "wb-button" }, "Look"));
    look.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.folder.value.trim()) this.look([this.folder.value.trim()]);
    });
    this.found = make("div", { className: "wb-found" });
    this.labels = make("div", { className: "wb-labels" });
    this.root.append(make("h3", {}, "Your own files"), this.drop.element, look, this.found, this.labels);
  }

  project() {
    this.hidden = !this.key;
    this.told = null;
    this.found.replaceChildren();
    this.labels.replaceChildren();
    this.drop.list.replaceChildren();
    if (this.key) this.offerLabels();
  }

  pairing(paths) {
    return asked(address(this.key, "pairing"), {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ paths }),
    });
  }

  async look(paths) {
    this.found.replaceChildren(make("p", { className: "wb-quiet", role: "status" }, "Looking…"));
    try {
      this.told = await this.pairing(paths);
      if (this.told.refused) throw new Error(this.told.refused);
      this.paths = paths;
      this.show();
    } catch (error) {
      this.found.replaceChildren(make("p", { className: "wb-fault", role: "alert" }, String(error.message)));
    }
  }

  show() {
    const { pairs, left_out: left, labels } = this.told;
    this.ticks = pairs.map((pair) => {
      const tick = make("input", { type: "checkbox", checked: !pair.is_here && !pair.fault, disabled: pair.is_here || Boolean(pair.fault), "aria-label": `Add ${pair.name}` });
      tick.addEventListener("change", () => this.count());
      return tick;
    });
    const rows = pairs.map((pair, at) => make("tr", {}, make("td", {}, this.ticks[at]), make("th", { scope: "row" }, pair.name),
      make("td", { className: "wb-file" }, nameOf(pair.video)), make("td", { className: "wb-file" }, nameOf(pair.tracks)),
      make("td", { className: pair.fault ? "wb-fault" : "" }, pair.fault || (pair.is_here ? "in the project already" : pair.why))));
    const heads = ["", "recording", "video", "tracks", "why they belong together"];
    const table = make("table", { className: "wb-table" },
      make("thead", {}, make("tr", {}, ...heads.map((text) => make(text ? "th" : "td", text ? { scope: "col" } : {}, text)))), make("tbody", {}, ...rows));
    this.found.replaceChildren(
      pairs.length ? make("div", { className: "wb-sheet", tabIndex: 0, role: "region", "aria-label": "Files that were found" }, table)
        : make("p", {}, "No videos and no tracks were found there."),
      this.leftOut(left),
      ...(pairs.some((pair) => !pair.is_here && !pair.fault) ? [this.form(pairs)] : []));
    this.count();
    this.showLabels(labels);
  }

  leftOut(left) {
    if (!left.length) return "";
    return make("details", { open: left.length < 6 }, make("summary", {}, `${left.length} left out`),
      make("ul", {}, ...left.map((one) => make("li", {}, make("strong", {}, nameOf(one.path)), `: ${one.why}`))));
  }

  form(pairs) {
    const number = (name, text, hint) => {
      const input = make("input", { type: "number", min: "0", step: "any", className: "wb-field wb-short", id: `wb-add-${name}`, name });
      return paired(make("label", { htmlFor: input.id, title: hint }, text), input);
    };
    const text = (name, label) => {
      const input = make("input", { type: "text", className: "wb-field wb-short", id: `wb-add-${name}`, name });
      return paired(make("label", { htmlFor: input.id }, label), input);
    };
    this.button = make("button", { type: "submit", className: "wb-button wb-primary" }, "Add");
    const scale = "Or draw a line of known length below, once they are added.";
    const form = make("form", { className: "wb-row" },
      number("fps", "Frames per second, where no file tells", "Only used where neither video nor tracks have timestamps."),
      number("px_per_cm", "Pixels per cm", scale), text("group", "Group"), text("session", "Session"), this.button);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.add(pairs, new FormData(form)); });
    return form;
  }

  count() {
    if (!this.button?.isConnected) return;
    const count = this.ticks.filter((tick) => tick.checked && !tick.disabled).length;
    this.button.disabled = !count;
    this.button.textContent = `Add ${count} recording${count === 1 ? "" : "s"}`;
  }

  async add(pairs, given) {
    const wanted = pairs.filter((pair, at) => this.ticks[at].checked && !this.ticks[at].disabled);
    const whole = wanted.length === pairs.length && this.paths.length === 1;
    const paths = whole ? this.paths : wanted.flatMap((pair) => [pair.video, pair.tracks].filter(Boolean));
    const fields = { paths };
    for (const [name, value] of given) {
      if (String(value).trim()) fields[name] = ["fps", "px_per_cm"].includes(name) ? Number(value) : String(value).trim();
    }
    try {
      const told = await act(this.key, "project.add", fields);
      this.added(told, wanted.map((pair) => pair.name));
    } catch (error) {
      complain(error);
    }
  }

  added(told, names) {
    const button = make("button", { type: "button", className: "wb-button wb-primary" }, "Describe them now, by rules");
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await act(this.key, "label", { recordings: names });
      } catch (error) {
        button.disabled = false;
        complain(error);
      }
    });
    this.found.replaceChildren(make("div", { className: "wb-row", role: "status" }, make("p", {}, told.message), button),
      make("p", { className: "wb-quiet" }, "Scale and zones can be drawn below first; no model is needed, and nothing leaves this machine."));
  }

  /** What people scored, of recordings that are described: it can be brought in. */
  async offerLabels() {
    try {
      const told = await this.pairing(this.paths ?? []);
      if (!told.refused) this.showLabels(told.labels);
    } catch { /* the folder may be gone; nothing is offered then */ }
  }

  showLabels(labels) {
    if (!labels.length) { this.labels.replaceChildren(); return; }
    this.labels.replaceChildren(make("h3", {}, "Labels that people scored"),
      ...labels.map((one, at) => this.oneLabels(one, at)));
  }

  oneLabels(one, at) {
    const title = make("strong", {}, nameOf(one.path));
    if (one.fault) return make("p", {}, title, make("span", { className: "wb-fault" }, ` ${unnamed(one.fault, nameOf(one.path))}`));
    if (!one.of.length) {
      return make("p", {}, title, ` speaks of ${one.unknown.join(", ")}: no recording here is called so.`);
    }
    const skipped = one.unknown.length ? `; left out, because the project has not: ${one.unknown.join(", ")}` : "";
    if (one.waits_for.length) {
      return make("p", {}, title, ` is paired with ${one.of.join(", ")}${skipped}. It can be brought in once ${one.waits_for.join(", ")} is described.`);
    }
    const whole = make("input", { type: "checkbox", id: `wb-whole-${at}` });
    const button = make("button", { type: "submit", className: "wb-button" }, "Bring them in");
    const form = make("form", { className: "wb-row" }, title, make("span", {}, `is paired with ${one.of.join(", ")}${skipped}`),
      make("label", { htmlFor: whole.id }, whole, " all of each recording was watched"), button);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = { file: one.path, assessed: whole.checked, skip_unknown: one.unknown.length > 0 };
      try {
        const told = await act(this.key, "project.import", fields);
        form.append(make("p", { className: "wb-quiet", role: "status" }, told.message));
      } catch (error) {
        complain(error);
      }
    });
    return form;
  }
}
customElements.define("wb-add", Add);
