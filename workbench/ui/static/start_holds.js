// What the project holds: recordings, a page at a time; groups, sessions and names of animals.
import { act, complain, get, make, showClip } from "./client.js";
import { Part, pair } from "./part.js";

const ROWS = 25;
const HEADS = ["", "recording", "video", "tracks", "group", "session", "fps", "px/cm", "zones", "facts"];

class Holds extends Part {
  heard = {
    "wb:done": ({ detail: { key, name } }) => key === this.key && /^(project\.|behaviors\.|ethogram\.set)/.test(name) && this.refresh(),
    "wb:ended": ({ detail }) => detail.key === this.key && this.refresh(),
    visibilitychange: () => !document.hidden && this.refresh(), // another tab may have changed it
  };

  project() {
    this.start = 0;
    this.ticked = new Set();
    this.form.replaceChildren();
    this.refresh();
  }

  build() {
    this.start = 0;
    this.ticked = new Set();
    this.heading = make("h3", {}, "Recordings");
    this.search = make("input", { type: "search", className: "wb-field wb-search", "aria-label": "Search recordings", placeholder: "Search name, group, session" });
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { this.start = 0; this.refresh(); }, 250);
    });
    this.body = make("tbody");
    this.all = make("input", { type: "checkbox", "aria-label": "Tick all that are shown" });
    this.all.addEventListener("change", () => this.tickAll(this.all.checked));
    const heads = HEADS.map((text) => make("th", { scope: "col" }, text || this.all));
    this.table = make("table", { className: "wb-table" }, make("thead", {}, make("tr", {}, ...heads)), this.body);
    this.pager = make("div", { className: "wb-pager" });
    this.form = make("div", { className: "wb-say" });
    this.root.append(make("div", { className: "wb-row" }, this.heading, this.search),
      make("div", { className: "wb-sheet", tabIndex: 0, role: "region", "aria-label": "Recordings of the project" }, this.table),
      this.pager, this.form);
  }

  async refresh() {
    const key = this.key;
    this.hidden = !key;
    if (!key) return;
    try {
      const search = encodeURIComponent(this.search.value.trim());
      const [held, counts] = await Promise.all([
        get(key, `holds/${this.start}/${ROWS}?search=${search}`), get(key, "recordings"),
      ]);
      if (key !== this.key) return;
      this.show(held, new Map(counts.name.map((name, at) => [name, { labelled: counts.labelled[at], facts: counts.facts[at], stale: counts.stale[at] }])));
    } catch (error) {
      complain(error);
    }
  }

  show(held, counts) {
    this.held = held;
    const done = [...counts.values()].filter((one) => one.labelled).length;
    const again = [...counts.values()].filter((one) => one.stale).length;
    const ethogram = held.ethogram.fault ?? `ethogram ${held.ethogram.name}, ${held.ethogram.behaviors} behaviors`;
    this.heading.textContent = counts.size
      ? `${counts.size} recording${counts.size === 1 ? "" : "s"}, ${done} described${again ? `, ${again} to describe again` : ""} (${ethogram})`
      : `No recordings yet (${ethogram})`;
    this.table.hidden = !held.rows.length;
    this.search.hidden = counts.size <= ROWS;
    this.body.replaceChildren(...held.rows.map((row) => this.row(row, counts.get(row.name))));
    this.all.checked = held.rows.length > 0 && held.rows.every((row) => this.ticked.has(row.name));
    this.pages();
    if (!this.isBeingSaid()) this.say();
  }

  row(row, count) {
    const tick = make("input", { type: "checkbox", checked: this.ticked.has(row.name), "aria-label": `Tick ${row.name}` });
    tick.addEventListener("change", () => {
      if (tick.checked) this.ticked.add(row.name);
      else this.ticked.delete(row.name);
      this.say();
    });
    const name = make("button", { type: "button", className: "wb-link", title: "See it on the timeline" }, row.name);
    name.addEventListener("click", () => showClip({ recording: row.name, start_s: 0, stop_s: 5 }));
    const fault = row.faults.length ? make("div", { className: "wb-fault" }, row.faults.join("\n")) : null;
    const fps = row.fps ?? row.video_fps;
    const facts = make("td", { className: "wb-number" }, count?.labelled ? String(count.facts) : "not described", count?.stale ? ", describe again" : "");
    if (count?.stale) facts.title = "Described with other settings or files than those of now";
    return make("tr", {}, make("td", {}, tick), make("th", { scope: "row" }, name, fault),
      make("td", { className: "wb-file" }, row.video ?? "–"), make("td", { className: "wb-file" }, row.tracks ?? "– (followed by outline)"),
      make("td", {}, row.group ?? "–"), make("td", {}, row.session ?? "–"),
      make("td", { className: "wb-number" }, fps ? String(fps) : "–"),
      make("td", { className: "wb-number" }, row.px_per_cm ? String(row.px_per_cm) : "–"),
      make("td", {}, row.zones.join(", ") || "–"), facts);
  }

  tickAll(on) {
    for (const row of this.held.rows) {
      if (on) this.ticked.add(row.name);
      else this.ticked.delete(row.name);
    }
    for (const tick of this.body.querySelectorAll("input")) tick.checked = on;
    this.say();
  }

  pages() {
    const { total, start } = this.held;
    this.pager.hidden = total <= ROWS;
    const move = (text, to, on) => {
      const button = make("button", { type: "button", className: "wb-button", disabled: !on }, text);
      button.addEventListener("click", () => { this.start = to; this.refresh(); });
      return button;
    };
    this.pager.replaceChildren(move("Earlier", Math.max(start - ROWS, 0), start > 0),
      make("span", {}, `${start + 1} to ${Math.min(start + ROWS, total)} of ${total}`),
      move("Later", start + ROWS, start + ROWS < total));
  }

  /** Whether somebody typed something that is not kept yet: then the fields stay as they are. */
  isBeingSaid() { return this.typed().length > 0; }

  typed() { return [...this.form.querySelectorAll("input")].filter((input) => input.value !== input.defaultValue); }

  /** What can be said of those that are ticked. */
  say() {
    const names = [...this.ticked];
    const of = names.length === 1 ? names[0] : `${names.length} recordings`;
    if (!names.length) {
      this.form.replaceChildren(...(this.held.rows.length
        ? [make("p", { className: "wb-quiet" }, "Tick recordings to say their group, session, frame rate or animals, or to take them out.")] : []));
      return;
    }
    const said = { group: this.field("group", "Group"), session: this.field("session", "Session") };
    said.fps = this.field("fps", "Frames per second");
    Object.assign(said.fps.input, { type: "number", min: "0", step: "any", className: "wb-field wb-short" });
    said.fps.input.title = "Only used where neither video nor tracks have timestamps.";
    const keep = make("button", { type: "submit", className: "wb-button wb-primary" }, "Keep");
    const form = make("form", { className: "wb-row" }, make("span", {}, `Of ${of}:`), ...Object.values(said).map((one) => one.pair), keep);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const changed = Object.entries(said).filter(([, { input }]) => input.value.trim() !== input.defaultValue);
      const values = changed.map(([name, { input }]) => [name, name === "fps" ? Number(input.value) : input.value.trim()]);
      this.keep({ recordings: names, ...Object.fromEntries(values) }, changed.map(([, { input }]) => input));
    });
    const typed = this.typed();
    this.form.replaceChildren(form, this.removal(names, of));
    for (const { input } of Object.values(said)) input.value = typed.find((one) => one.id === input.id)?.value ?? input.value;
    if (names.length === 1) this.animals(names[0]);
  }

  /** Write what was said; from then on it counts as kept. */
  async keep(fields, inputs) {
    if (!inputs.length) { complain(new Error("Nothing was changed: there is nothing to keep.")); return; }
    try {
      await act(this.key, "project.set", fields);
      for (const input of inputs) input.defaultValue = input.value;
    } catch (error) {
      complain(error);
    }
  }

  field(name, text) {
    const rows = this.held.rows.filter((row) => this.ticked.has(row.name));
    const same = new Set(rows.map((row) => row[name] ?? ""));
    const input = make("input", { type: "text", className: "wb-field", id: `wb-say-${name}`, defaultValue: same.size === 1 ? [...same][0] : "" });
    if (same.size > 1) input.placeholder = "different";
    return { input, pair: pair(make("label", { htmlFor: input.id }, text), input) };
  }

  removal(names, of) {
    const button = make("button", { type: "button", className: "wb-button" }, `Take ${of} out of the project`);
    let sure = false;
    button.addEventListener("click", async () => {
      if (!sure) {
        sure = true;
        button.textContent = `Really take ${of} out? Files stay; what was described goes.`;
        return;
      }
      try {
        await act(this.key, "project.remove", { recordings: names });
        this.ticked.clear();
        this.form.replaceChildren();
        this.refresh();
      } catch (error) {
        complain(error);
      }
    });
    return button;
  }

  /** Names of the animals of one recording: as the tracker calls them, and as they are called. */
  async animals(name) {
    try {
      const told = await get(this.key, `animals/${encodeURIComponent(name)}`);
      if (!told.names.length || !this.ticked.has(name) || this.ticked.size !== 1) return;
      const fields = told.names.map((tracked, at) => {
        const input = make("input", { type: "text", className: "wb-field", id: `wb-animal-${at}`, defaultValue: told.called[tracked] ?? "", placeholder: tracked });
        return { tracked, input, pair: pair(make("label", { htmlFor: input.id }, `${tracked} is`), input) };
      });
      const form = make("form", { className: "wb-row" }, make("span", {}, "Animals:"), ...fields.map((one) => one.pair),
        make("button", { type: "submit", className: "wb-button" }, "Keep names"));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const said = fields.filter((one) => one.input.value.trim() !== (told.called[one.tracked] ?? ""));
        const animals = Object.fromEntries(said.map((one) => [one.tracked, one.input.value.trim()]));
        this.keep({ recordings: [name], animals }, said.map((one) => one.input));
      });
      this.form.firstChild.after(form);
    } catch (error) {
      complain(error);
    }
  }
}
customElements.define("wb-holds", Holds);
