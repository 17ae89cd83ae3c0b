// The graph: who did what to whom in an event or in a whole recording, to look at and to ask.
import { complain, get, make } from "./client.js";
import { draw } from "./graph_draw.js";
import { Facts, edgeTable } from "./graph_facts.js";
import { AskGraph } from "./graph_query.js";
import { WritePictures } from "./graph_write.js";
import { RecordingPart } from "./part.js";
import { Picker, button } from "./timeline_picker.js";
import { onTheme } from "./timeline_colors.js";

const WHOLE = "whole recording";
const LEVELS = ["bout", "episode", "session"];
const FILTERS = ["animal", "predicate", "source", "min_confidence", "start_s", "stop_s"];

/** Chooses an event among those of one level. */
class EventPicker extends Picker {
  constructor(onPick) {
    super(onPick);
    this.input.setAttribute("aria-label", "Event: type to search");
    this.options.setAttribute("aria-label", "Events");
    for (const [one, label] of [[this.previous, "Previous event"], [this.next, "Next event"]]) {
      one.title = label;
      one.setAttribute("aria-label", label);
    }
  }

  told(at) {
    const { start, stop, facts } = this.list;
    return `${start[at].toFixed(1)}–${stop[at].toFixed(1)} s${facts[at] ? ` · ${facts[at]} ${facts[at] === 1 ? "fact begins" : "facts begin"}` : ""}`;
  }
}

class GraphView extends RecordingPart {
  connectedCallback() {
    super.connectedCallback();
    this.offTheme = onTheme(() => this.paint());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.offTheme();
  }

  // parts -------------------------------------------------------------------------------------

  build() {
    this.recordings = new Picker((name) => this.open(name));
    this.events = new EventPicker((name) => { this.event = name; this.load(); });
    this.level = make("select", { className: "wbt-select", id: "wb-graph-level" });
    this.level.addEventListener("change", () => { this.chooseLevel(); this.load(); });
    this.playhead = button("At the playhead", "The event under the playhead of the timeline", () => this.toPlayhead());
    this.status = make("p", { className: "wb-quiet", role: "status" });
    this.picture = make("div", { className: "wb-graph-picture", tabIndex: 0, role: "region", "aria-label": "Graph" });
    this.facts = new Facts((first) => this.factsOf(first));
    this.table = make("details", {}, make("summary", {}, "All of it as a table"));
    this.ask = new AskGraph(() => this.key, () => this.recording);
    this.write = new WritePictures(() => this.key, () => ({ recording: this.recording, event: this.shown?.event ?? "" }));
    this.root.append(
      this.ask.element,
      make("div", { className: "wb-graph-top" }, this.recordings.element,
        field("Level", this.level), this.events.element, this.playhead),
      this.filters(), this.status,
      make("div", { className: "wb-graph-main" }, this.picture, this.facts.element),
      this.table, this.write.element);
  }

  filters() {
    this.inputs = {
      animal: select("any animal or place"), predicate: select("any behavior"), source: select("anybody"),
      min_confidence: number("0 to 1", { min: 0, max: 1, step: 0.05 }), start_s: number("start", { min: 0, step: 0.1 }),
      stop_s: number("end", { min: 0, step: 0.1 }),
    };
    const labels = {
      animal: "Who", predicate: "Behavior", source: "Source", min_confidence: "Confidence at least",
      start_s: "From s", stop_s: "To s",
    };
    for (const input of Object.values(this.inputs)) input.addEventListener("change", () => this.load());
    const clear = button("Clear", "Show everything again", () => {
      for (const input of Object.values(this.inputs)) input.value = "";
      this.load();
    });
    return make("div", { className: "wb-graph-filters", role: "group", "aria-label": "Only" },
      ...FILTERS.map((name) => field(labels[name], this.inputs[name])), clear);
  }

  // what is shown -----------------------------------------------------------------------------

  async begin() {
    if (!this.key) { this.say("Open a project on the page Start first."); return; }
    if (this.begun === this.key && !this.isStale) { this.refresh(); return; }
    this.begun = this.key;
    this.isStale = false;
    try {
      const list = await get(this.key, "recordings");
      this.recordings.setList(list);
      this.ask.begin();
      this.write.begin();
      if (!list.name.length) { this.say("This project has no recording yet: add some on the page Start."); return; }
      const now = playhead(this.key).name;
      const name = list.name.includes(this.recording) ? this.recording : now;
      const first = list.name[Math.max(list.labelled.indexOf(true), 0)];
      await this.open(list.name.includes(name) ? name : first);
    } catch (error) {
      this.begun = null;
      complain(error);
    }
  }

  async open(name, event = null) {
    this.recording = name;
    this.recordings.show(name);
    try {
      const version = await this.versionOf(name);
      const known = await get(this.key, `graph/events/${encodeURIComponent(name)}`);
      this.version = version;
      if (this.recording !== name) return;
      this.known = known;
      const before = this.level.value;
      const levels = [...LEVELS.filter((one) => known.level.includes(one)), WHOLE];
      this.level.replaceChildren(...levels.map((one) => make("option", { value: one }, one)));
      this.level.value = levels.includes(before) ? before : levels[0];
      fill(this.inputs.animal, known.names);
      fill(this.inputs.predicate, known.predicates);
      fill(this.inputs.source, known.sources);
      this.event = event;
      this.chooseLevel();
      await this.load();
    } catch (error) {
      this.known = null;
      this.nothing(error.message);
    }
  }

  again() { return this.open(this.recording, this.event); }

  /** List the events of the level; the one that was shown stays, else the one under the playhead. */
  chooseLevel() {
    const { known } = this;
    const level = this.level.value;
    this.events.element.hidden = this.playhead.hidden = level === WHOLE;
    if (level === WHOLE) { this.event = ""; return; }
    const of = known.id.map((_id, i) => i).filter((i) => known.level[i] === level);
    const pick = (column) => of.map((i) => known[column][i]);
    const list = { name: pick("id"), start: pick("start"), stop: pick("stop"), facts: pick("facts") };
    this.events.list = list;
    if (!list.name.includes(this.event)) this.event = this.under(list) ?? list.name[0] ?? "";
    this.events.show(this.event);
  }

  under(list) {
    const now = playhead(this.key);
    if (now.name !== this.recording) return null;
    const at = list.start.findIndex((start, i) => start <= now.time && now.time < list.stop[i]);
    return at < 0 ? null : list.name[at];
  }

  toPlayhead() {
    const now = playhead(this.key);
    this.event = null;
    if (now.name && now.name !== this.recording) this.open(now.name);
    else { this.chooseLevel(); this.load(); }
  }

  chosen() {
    const query = new URLSearchParams(this.event ? { event: this.event } : {});
    for (const name of FILTERS) if (this.inputs[name].value !== "") query.set(name, this.inputs[name].value);
    return query;
  }

  async load() {
    if (!this.known) return;
    this.events.show(this.event);
    const asked = this.asked = this.chosen();
    try {
      const shown = await get(this.key, `graph/of/${encodeURIComponent(this.recording)}?${asked}`);
      if (this.asked !== asked) return;
      this.shown = shown;
      this.paint();
      this.facts.clear();
      this.tell();
    } catch (error) {
      if (this.asked === asked) this.nothing(error.message);
    }
  }

  paint() {
    if (!this.shown) return;
    const choose = (part, words) => this.choose(part, words);
    this.picture.replaceChildren(this.shown.edges.length ? draw(this.shown, choose)
      : make("p", { className: "wb-quiet" }, "Nothing that was asked for was seen here."));
    this.table.replaceChildren(make("summary", {}, `All of it as a table (${this.shown.edges.length})`),
      edgeTable(this.shown.edges, choose));
  }

  tell() {
    const { shown } = this;
    const when = shown.start_s === null ? "the whole recording" : `${shown.start_s.toFixed(1)} to ${Math.min(shown.stop_s, 1e8).toFixed(1)} s`;
    const left = shown.left_out.length ? ` Without room in the picture: ${shown.left_out.join(", ")}; they are in the table, and drawn if you choose them under Who.` : "";
    this.say(`${shown.event ? `${shown.event}, ` : ""}${when}: ${shown.facts} ${shown.facts === 1 ? "fact" : "facts"}.${left} ${shown.problems.join(" ")}`.trim());
  }

  say(text) {
    this.status.className = "wb-quiet";
    this.status.textContent = text;
  }

  nothing(text) {
    this.shown = null;
    this.say(text);
    this.status.className = "wb-fault";
    this.picture.replaceChildren();
    this.facts.clear();
    this.table.replaceChildren(make("summary", {}, "All of it as a table"));
  }

  // the facts of a part -----------------------------------------------------------------------

  choose(part, words) {
    this.chosenPart = part;
    this.facts.show(words);
  }

  factsOf(first) {
    const query = new URLSearchParams(this.asked);
    for (const [name, value] of Object.entries(this.chosenPart)) if (value) query.set(name, value);
    query.set("first", first);
    return get(this.key, `graph/facts/${encodeURIComponent(this.recording)}?${query}`);
  }
}

/** The recording that the timeline shows, and where its playhead is. */
function playhead(key) {
  const timeline = document.querySelector("wb-timeline");
  const name = timeline?.opened?.name ?? sessionStorage.getItem(`wb-timeline-${key}`);
  return { name, time: timeline?.opened ? timeline.stage.player.time : 0 };
}

let fields = 0;
function field(label, input) {
  input.id ||= `wb-graph-field-${fields += 1}`;
  return make("span", { className: "wb-graph-field" }, make("label", { htmlFor: input.id }, label), input);
}

const select = (any) => {
  const made = make("select", { className: "wbt-select" }, make("option", { value: "" }, any));
  made.dataset.any = any;
  return made;
};

const number = (placeholder, bounds) => make("input", { type: "number", className: "wbt-input", placeholder, ...bounds });

function fill(input, values) {
  const before = input.value;
  input.replaceChildren(make("option", { value: "" }, input.dataset.any),
    ...values.map((value) => make("option", { value }, value)));
  input.value = values.includes(before) ? before : "";
}

customElements.define("wb-graph", GraphView);
