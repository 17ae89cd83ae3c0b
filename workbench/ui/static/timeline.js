// The timeline: a recording with its video and its bouts, to watch and to correct.
import { complain, get, make, takeClip } from "./client.js";
import { Part } from "./part.js";
import { Decisions } from "./timeline_decide.js";
import { doings } from "./timeline_does.js";
import { helpSheet, meant } from "./timeline_keys.js";
import { Bouts } from "./timeline_model.js";
import { Panel } from "./timeline_panel.js";
import { Picker, button } from "./timeline_picker.js";
import { Queue } from "./timeline_queue.js";
import { Stage, check } from "./timeline_stage.js";
import { View } from "./timeline_view.js";

const POLL_MS = 2000;
const AROUND_S = 1;

class Timeline extends Part {
  heard = {
    keydown: (event) => this.pressed(event),
    "wb:clip": () => this.openClip(takeClip()),
    "wb:done": (event) => { if (event.detail.key === this.key && !this.edits.waiting) this.poll(); },
  };

  connectedCallback() {
    super.connectedCallback();
    this.polling = setInterval(() => this.poll(), POLL_MS);
    this.stage.connect();
    this.view.connect();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.polling);
    this.stage.disconnect();
    this.view.disconnect();
    this.opened = null;
  }

  get isSeen() { return document.visibilityState === "visible" && this.offsetParent !== null; }

  // parts -------------------------------------------------------------------------------------

  build() {
    this.bouts = null;
    this.selected = -1;
    this.blind = false;
    this.withRejected = false;
    this.withEmpty = false;
    this.stage = new Stage((time, isPlaying) => this.view.setTime(time, isPlaying), (duration) => this.lengthen(duration));
    this.view = new View({
      seek: (time) => this.stage.player.seek(time),
      select: (index, isPlayed) => { this.select(index); if (isPlayed) this.clip(); },
      resize: (index, start, stop) => this.decide.resized(index, start, stop),
      drag: (time) => this.stage.player.seek(time),
      snapped: (time) => this.stage.player.snapped(time),
    });
    this.decide = new Decisions(this);
    this.edits = this.decide.edits;
    this.does = doings(this);
    this.picker = new Picker((name) => this.open(name));
    this.queue = new Queue((id, recording) => this.toReview(id, recording));
    this.panel = new Panel({
      accept: () => this.decide.judge(true), reject: () => this.decide.judge(false), edit: () => this.decide.edit(),
      clip: () => this.clip(), select: (id) => this.selectId(id),
      comment: (id, text) => this.edits.send("review.comment", () => ({ id, text })),
    });
    this.help = helpSheet();
    this.live = make("div", { className: "wbt-hidden", "aria-live": "polite" });
    this.aside = make("div", { className: "wbt-aside" }, this.queue.element, this.panel.element);
    this.message = make("p", { className: "wbt-message wb-quiet", role: "status", hidden: true });
    this.root.append(
      make("div", { className: "wbt-top" }, this.picker.element, this.actions()), this.message,
      make("div", { className: "wbt-upper" }, this.stage.element, this.aside),
      this.tools(), this.view.element, this.live, this.help);
  }

  actions() {
    this.blindBox = check("Blind", false, () => this.setBlind(this.blindBox.input.checked));
    this.blindBox.element.title = "Hide what was said until you judged (h)";
    return make("div", { className: "wbt-actions" }, this.blindBox.element,
      button("+ Bout", "Add a bout (b at its start, b at its end)", () => this.does.add()),
      button("↶ Undo", "Take back what you did last (u)", () => this.does.undo()),
      button("↷ Redo", "Do it again (Shift+U)", () => this.does.redo()),
      button("? Keys", "List all keys (?)", () => this.does.help()));
  }

  tools() {
    this.followBox = check("Follow", true, (on) => { this.view.follow = on; });
    const rejected = check("Rejected", false, (on) => { this.withRejected = on; this.layOut(); });
    const empty = check("Not seen", false, (on) => { this.withEmpty = on; this.layOut(); });
    empty.element.title = "Rows of behaviors that were looked for and never seen";
    this.levelBoxes = make("span", { className: "wbt-levels" });
    return make("div", { className: "wbt-tools", role: "toolbar", "aria-label": "View" },
      button("−", "Zoom out (-)", () => this.does.zoomOut()), button("+", "Zoom in (+)", () => this.does.zoomIn()),
      button("All", "Show all of the recording (0)", () => this.does.fit()), this.followBox.element,
      this.levelBoxes, rejected.element, empty.element,
      make("span", { className: "wb-quiet wbt-legend" }, "hatched: not assessed · underlined: accepted · pale: proposed"));
  }

  showLevels() {
    const levels = Object.keys(this.bouts.sent.events);
    this.levelBoxes.replaceChildren(...levels.map((level) => check(`${level}s`, this.view.levels.has(level), (on) => {
      this.view.levels[on ? "add" : "delete"](level);
      this.view.layOut();
    }).element));
  }

  // recordings --------------------------------------------------------------------------------

  async project() {
    this.opened = null;
    if (!this.key) { this.say("Open a project on the page Start first."); return; }
    const clip = takeClip();
    try {
      await this.list();
      const { name, labelled } = this.recordings;
      if (!name.length) { this.say("This project has no recording yet: add some first."); return; }
      if (this.opened) return; // a clip was asked for meanwhile
      const last = sessionStorage.getItem(`wb-timeline-${this.key}`);
      if (clip) await this.openClip(clip);
      else await this.open(name.includes(last) ? last : name[Math.max(labelled.indexOf(true), 0)]);
    } catch (error) {
      complain(error);
    }
  }

  async list() {
    this.recordings = await get(this.key, "recordings");
    this.picker.setList(this.recordings);
    this.say(this.recordings.problems.join(" "));
  }

  async open(name) {
    const opened = this.opened = { name };
    this.edits.forget();
    this.decide.cancelForm();
    this.picker.show(name);
    this.pick(-1);
    try {
      const sent = await get(this.key, `bouts/${encodeURIComponent(name)}`);
      if (this.opened !== opened) return false;
      sessionStorage.setItem(`wb-timeline-${this.key}`, name);
      this.filled = opened;
      this.fill(sent, false);
      this.showLevels();
      if (!this.bouts.count && !Object.keys(sent.events).length) this.panel.say(`Nothing was labelled of ${name} yet: label it on the page Describe, or import what people scored. What there is of video and tracks can be watched.`);
      this.stage.open(this.key, name, this.bouts.duration);
      this.queue.of(this.key, name).catch(complain);
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  }

  fill(sent, isSame) {
    const chosen = this.wanted ?? (isSame && this.selected >= 0 ? this.bouts.ids[this.selected] : null);
    this.wanted = null;
    this.bouts = new Bouts(sent);
    if (isSame) this.bouts.duration = Math.max(this.bouts.duration, this.stage.player.duration);
    this.selected = this.view.selected = -1;
    this.layOutRows();
    this.view.setBouts(this.bouts, isSame);
    if (chosen !== null) {
      const index = this.bouts.place.get(chosen) ?? -1;
      if (isSame && !this.decide.form) this.pick(index, true);
      else this.selected = this.view.selected = index;
    }
  }

  /** Files may be longer than what is stored says; nothing may be stored yet. */
  lengthen(duration) {
    if (!this.bouts || duration <= this.bouts.duration + 0.05) return;
    const isWhole = this.view.view.t1 - this.view.view.t0 >= this.bouts.duration;
    this.bouts.duration = duration;
    this.layOut();
    if (isWhole) this.view.show(0, duration);
  }

  layOutRows() {
    const { bouts } = this;
    bouts.layOut((i) => this.withRejected || bouts.stands(i), this.withEmpty);
  }

  layOut() {
    if (!this.bouts) return;
    this.layOutRows();
    this.view.layOut();
  }

  mark() { return this.bouts.sent.mark; }

  /** Show what there is now; what is selected stays selected. */
  async refresh() {
    const { opened, key } = this;
    if (!opened || !this.bouts) return;
    try {
      const sent = await get(key, `bouts/${encodeURIComponent(opened.name)}`);
      if (this.opened !== opened || this.edits.waiting) return;
      this.fill(sent, true);
      await this.list();
    } catch (error) {
      complain(error);
    }
  }

  async poll() {
    if (!this.isSeen || !this.opened || !this.bouts || this.isPolling || this.edits.waiting
      || this.view.pointers.size) return;
    this.isPolling = true;
    const { opened } = this;
    try {
      const now = await get(this.key, `version/${encodeURIComponent(opened.name)}`);
      if (this.opened !== opened || this.edits.waiting || now.version === this.bouts.sent.version) return;
      await this.refresh();
      await this.queue.reload();
      this.announce("What another page or program changed is shown now.");
    } catch {
      // asked again in a moment; what a person does tells them if the server is gone
    } finally {
      this.isPolling = false;
    }
  }

  async openClip(clip) {
    if (!clip || !this.key) return;
    if (this.opened?.name !== clip.recording || !this.bouts) {
      if (!await this.open(clip.recording)) return;
    }
    const index = clip.fact_id ? this.bouts.place.get(clip.fact_id) ?? -1 : -1;
    this.pick(index);
    const [a, b] = [clip.start_s, Math.max(clip.stop_s ?? clip.start_s, clip.start_s)];
    this.view.reveal(Math.max(a - AROUND_S, 0), b + AROUND_S);
    this.stage.player.playClip(a - AROUND_S, b + AROUND_S, this.stage.isLoop);
  }

  // selection ---------------------------------------------------------------------------------

  select(index) {
    if (index === this.selected && index >= 0) return;
    this.pick(index);
  }

  /** Choose a bout; `isSame` if it is the one that was chosen, which may have changed. */
  pick(index, isSame = false) {
    this.selected = index;
    if (isSame) { this.view.selected = index; this.view.redraw(); } else if (this.bouts) this.view.select(index);
    const { roles } = this.stage.overlay;
    roles.subject = index < 0 ? null : this.bouts.word("subject", index);
    roles.object = index < 0 ? null : this.bouts.word("object", index);
    this.stage.redraw();
    if (index < 0) {
      if (!this.decide.form) this.panel.empty();
      this.queue.selected(null);
      return;
    }
    this.queue.selected(this.bouts.ids[index]);
    this.tell(index, isSame);
  }

  async tell(index, isSame) {
    const { opened, bouts } = this;
    if (this.filled !== opened) return; // these bouts are of the recording before
    const id = bouts.ids[index];
    const told = this.telling = {};
    try {
      const fact = await get(this.key, `fact/${id}/${encodeURIComponent(opened.name)}`);
      if (told !== this.telling || this.decide.form) return;
      this.fact = fact;
      const isHidden = this.blind && !this.edits.judged.has(id);
      this.panel.show(fact, isHidden);
      if (!isSame) {
        const sure = fact.confidence === null ? "unknown" : fact.confidence.toFixed(2);
        this.announce(`Selected: ${fact.words}${isHidden ? "" : `, ${fact.status}, confidence ${sure}`}`);
      }
    } catch (error) {
      if (told === this.telling) this.panel.say(String(error.message));
    }
  }

  selectId(id) {
    const index = this.bouts.place.get(id) ?? -1;
    if (index >= 0) this.select(index);
  }

  clip() {
    const i = this.selected;
    if (i < 0) { this.announce("Select a bout first."); return; }
    this.stage.player.playClip(this.bouts.start[i] - AROUND_S, this.bouts.stop[i] + AROUND_S, this.stage.isLoop);
  }

  async toReview(id, recording) {
    if (recording !== this.opened.name) {
      if (!await this.open(recording)) return;
    }
    const index = this.bouts.place.get(id) ?? -1;
    if (index < 0) { this.queue.decided([id]); this.announce("This one is not there any more."); return; }
    this.pick(index);
    this.clip();
  }

  // keys --------------------------------------------------------------------------------------

  pressed(event) {
    if (!this.isSeen || !this.bouts) return;
    const does = meant(event);
    if (!does) return;
    event.preventDefault();
    if (!this.contains(event.target) && event.target !== document.body) this.view.scroller.focus({ preventScroll: true });
    this.does[does]();
  }

  move(next) {
    const { bouts } = this;
    if (this.selected >= 0) { this.select(next(this.selected)); return; }
    const row = bouts.rows.findIndex((one) => one.order.length);
    if (row >= 0) this.select(bouts.nearest(row, this.stage.player.time));
  }

  setBlind(on) {
    this.blind = this.view.isBlind = this.queue.isBlind = on;
    this.edits.judged.clear();
    this.view.redraw();
    this.queue.show();
    if (this.selected >= 0 && !this.decide.form) this.tell(this.selected, true);
    this.announce(on ? "Blind: what was said is hidden until you judged" : "What was said is shown");
  }

  announce(words) { this.live.textContent = words; }

  say(words) {
    this.message.hidden = !words;
    this.message.textContent = words;
  }
}

customElements.define("wb-timeline", Timeline);
