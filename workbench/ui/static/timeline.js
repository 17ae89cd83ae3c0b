// The timeline: a recording with its video and its bouts, to watch and to correct.
import { complain, get, make, takeClip } from "./client.js";
import { Edits } from "./timeline_edits.js";
import { BoutForm } from "./timeline_form.js";
import { helpSheet, meant } from "./timeline_keys.js";
import { Bouts } from "./timeline_model.js";
import { Panel } from "./timeline_panel.js";
import { Picker, button } from "./timeline_picker.js";
import { Queue } from "./timeline_queue.js";
import { Stage, check } from "./timeline_stage.js";
import { View } from "./timeline_view.js";
import { clockWords } from "./timeline_draw.js";

const POLL_MS = 2000;
const AROUND_S = 1;
const JUMP_S = 5;
const ZOOM = 1.5;

class Timeline extends HTMLElement {
  static observedAttributes = ["data-key"];

  connectedCallback() {
    this.build();
    this.listeners = [
      [document, "keydown", (event) => this.pressed(event)],
      [document, "wb:clip", () => this.openClip(takeClip())],
      [document, "wb:done", (event) => { if (event.detail.key === this.key && !this.edits.waiting) this.poll(); }],
    ];
    for (const [target, name, does] of this.listeners) target.addEventListener(name, does);
    this.polling = setInterval(() => this.poll(), POLL_MS);
    this.stage.connect();
    this.view.connect();
    this.start();
  }

  disconnectedCallback() {
    for (const [target, name, does] of this.listeners ?? []) target.removeEventListener(name, does);
    clearInterval(this.polling);
    this.stage?.disconnect();
    this.view?.disconnect();
    this.opened = null;
  }

  attributeChangedCallback(_name, before, now) {
    if (this.stage && before !== now) this.start();
  }

  get isSeen() { return document.visibilityState === "visible" && this.offsetParent !== null; }

  // parts -------------------------------------------------------------------------------------

  build() {
    this.bouts = null;
    this.selected = -1;
    this.blind = false;
    this.withRejected = false;
    this.withEmpty = false;
    this.stage = new Stage((time, isPlaying) => this.view.setTime(time, isPlaying));
    this.view = new View({
      seek: (time) => this.stage.player.seek(time),
      select: (index, isPlayed) => { this.select(index); if (isPlayed) this.clip(); },
      resize: (index, start, stop) => this.resized(index, start, stop),
      drag: (time) => this.stage.player.seek(time),
      snapped: (time) => this.stage.player.snapped(time),
    });
    this.edits = new Edits(this);
    this.picker = new Picker((name) => this.open(name));
    this.queue = new Queue((id, recording) => this.toReview(id, recording));
    this.panel = new Panel({
      accept: () => this.judge(true), reject: () => this.judge(false), edit: () => this.edit(),
      clip: () => this.clip(), select: (id) => this.selectId(id),
    });
    this.help = helpSheet();
    this.live = make("div", { className: "wbt-hidden", "aria-live": "polite" });
    this.aside = make("div", { className: "wbt-aside" }, this.queue.element, this.panel.element);
    this.message = make("p", { className: "wbt-message wb-quiet", role: "status", hidden: true });
    this.replaceChildren(
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

  async start() {
    this.key = this.dataset.key;
    this.opened = null;
    if (!this.key) { this.say("Open a project on the page Start first."); return; }
    const clip = takeClip();
    try {
      await this.list();
      const { name, labelled } = this.recordings;
      if (!name.length) { this.say("This project has no recording yet: add some first."); return; }
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
    this.cancelForm();
    this.picker.show(name);
    this.pick(-1);
    try {
      const sent = await get(this.key, `bouts/${encodeURIComponent(name)}`);
      if (this.opened !== opened) return false;
      sessionStorage.setItem(`wb-timeline-${this.key}`, name);
      this.fill(sent, false);
      this.showLevels();
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
    this.selected = this.view.selected = -1;
    this.layOutRows();
    this.view.dragged = null;
    this.view.setBouts(this.bouts, isSame);
    if (chosen !== null) {
      const index = this.bouts.place.get(chosen) ?? -1;
      if (isSame && !this.form) this.pick(index, true);
      else this.selected = this.view.selected = index;
    }
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
    if (!this.isSeen || !this.opened || !this.bouts || this.isPolling || this.edits.waiting) return;
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
      if (!this.form) this.panel.empty();
      this.queue.selected(null);
      return;
    }
    this.queue.selected(this.bouts.ids[index]);
    this.tell(index, isSame);
  }

  async tell(index, isSame) {
    const { opened, bouts } = this;
    const id = bouts.ids[index];
    const told = this.telling = {};
    try {
      const fact = await get(this.key, `fact/${id}/${encodeURIComponent(opened.name)}`);
      if (told !== this.telling || this.form) return;
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

  // decisions ---------------------------------------------------------------------------------

  judge(isRight) {
    const index = this.selected;
    if (index < 0) { this.announce("Select a bout first."); return; }
    const id = this.bouts.ids[index];
    this.edits.judge(index, isRight);
    this.view.redraw();
    this.announce(isRight ? "Accepted" : "Rejected");
    const wasNext = this.queue.current === id;
    this.queue.decided([id]);
    if (wasNext) this.queue.move(1);
  }

  edit() {
    const i = this.selected;
    if (i < 0) { this.announce("Select a bout first."); return; }
    const { bouts } = this;
    const id = bouts.ids[i];
    const before = { subject: bouts.word("subject", i), predicate: bouts.word("predicate", i), object: bouts.word("object", i), start: bouts.start[i], stop: bouts.point[i] ? null : bouts.stop[i] };
    this.openForm("Edit the bout", "Save", before, (fields) => this.change(id, changes(before, fields)));
  }

  async change(id, fields) {
    if (!Object.keys(fields).length) { this.cancelForm(); return; }
    const told = await this.edits.change(id, fields);
    if (!told) return;
    this.cancelForm();
    this.settle(told, id);
  }

  /** Look at what a correction made. */
  settle(told, id) {
    const after = told.data.reviews[0]?.after;
    if (after?.recording === this.opened?.name) this.wanted = after.fact_id;
    const wasNext = id && this.queue.current === id;
    if (id) this.queue.decided([id]);
    this.announce(told.message);
    if (wasNext) { this.wanted = null; this.queue.move(1); }
  }

  async resized(index, start, stop) {
    const { bouts } = this;
    const fields = {};
    if (start !== bouts.start[index]) fields.start_s = exact(start);
    if (stop !== bouts.stop[index]) fields.stop_s = exact(stop);
    const id = bouts.ids[index];
    const told = await this.edits.change(id, fields);
    if (told) this.settle(told, id);
  }

  openForm(title, save, given, onSave) {
    this.stage.player.pause();
    const form = this.form = new BoutForm({
      title, save, given, sent: this.bouts.sent, onSave,
      now: () => this.stage.player.time, snapped: (time) => this.stage.player.snapped(time),
      onCancel: () => this.cancelForm(),
    });
    this.panel.body.replaceChildren(form.element);
    form.focus();
  }

  cancelForm() {
    this.view.mark = null;
    this.view.redraw();
    if (!this.form) return;
    this.form = null;
    this.view.scroller.focus({ preventScroll: true });
    if (this.selected >= 0) this.tell(this.selected, true);
    else this.panel.empty();
  }

  /** An action was refused: say so where the person looks, and show what there is. */
  refused(error) {
    this.announce(String(error.message));
    this.form?.fail(error);
    this.view.dragged = null;
  }

  async takeBack(again) {
    const told = await (again ? this.edits.redo() : this.edits.undo());
    if (!told) return;
    const reviews = told.data.reviews;
    this.queue.undecided(reviews.flatMap((one) => [one.before?.fact_id, one.after?.fact_id].filter(Boolean)));
    const fact = reviews[0]?.after ?? reviews[0]?.before;
    if (fact?.recording === this.opened?.name) this.wanted = fact.fact_id;
    this.announce(`${told.message} ${fact?.words ?? ""}`);
  }

  // keys --------------------------------------------------------------------------------------

  pressed(event) {
    if (!this.isSeen || !this.bouts) return;
    const does = meant(event, this);
    if (!does) return;
    event.preventDefault();
    this.does[does]();
  }

  does = {
    toggle: () => this.stage.player.toggle(),
    clip: () => this.clip(),
    frameBack: () => this.stage.player.step(-1),
    frameOn: () => this.stage.player.step(1),
    jumpBack: () => this.stage.player.seek(this.stage.player.time - JUMP_S),
    jumpOn: () => this.stage.player.seek(this.stage.player.time + JUMP_S),
    loop: () => this.announce(this.stage.toggleLoop() ? "Clips are looped" : "Clips play once"),
    zoomIn: () => this.view.zoom(1 / ZOOM),
    zoomOut: () => this.view.zoom(ZOOM),
    fit: () => this.view.show(0, this.bouts.duration),
    panBack: () => this.view.pan(-0.8),
    panOn: () => this.view.pan(0.8),
    toStart: () => this.stage.player.seek(0),
    toEnd: () => this.stage.player.seek(this.stage.player.duration),
    follow: () => { this.followBox.input.click(); this.announce(this.view.follow ? "Follows the playhead" : "Stays where it is"); },
    previousRecording: () => this.picker.beside(-1),
    nextRecording: () => this.picker.beside(1),
    left: () => this.move((i) => this.bouts.beside(i, -1)),
    right: () => this.move((i) => this.bouts.beside(i, 1)),
    up: () => this.move((i) => this.bouts.across(i, -1)),
    down: () => this.move((i) => this.bouts.across(i, 1)),
    next: () => { if (!this.queue.move(1)) this.announce("Nothing is left to review"); },
    previous: () => this.queue.move(-1),
    leave: () => { if (this.form || this.view.mark !== null) this.cancelForm(); else this.pick(-1); },
    accept: () => this.judge(true),
    reject: () => this.judge(false),
    edit: () => this.edit(),
    add: () => this.addByKey(),
    undo: () => this.takeBack(false),
    redo: () => this.takeBack(true),
    blind: () => this.blindBox.input.click(),
    help: () => this.help.showModal(),
  };

  move(next) {
    const { bouts } = this;
    if (this.selected >= 0) { this.select(next(this.selected)); return; }
    const row = bouts.rows.findIndex((one) => one.order.length);
    if (row >= 0) this.select(bouts.nearest(row, this.stage.player.time));
  }

  addByKey() {
    const time = this.stage.player.snapped(this.stage.player.time);
    if (this.view.mark === null) {
      this.view.mark = time;
      this.view.redraw();
      this.announce(`A new bout starts at ${clockWords(time)}; press b again at its end, Escape for none.`);
      this.panel.say(`A new bout starts at ${clockWords(time)}. Go to its end and press b again; Esc forgets it.`);
      return;
    }
    const [start, stop] = [Math.min(this.view.mark, time), Math.max(this.view.mark, time)];
    const i = this.selected;
    const given = { subject: this.bouts.sent.animals[0] ?? "", predicate: "", object: null, start, stop };
    if (i >= 0) Object.assign(given, { subject: this.bouts.word("subject", i), predicate: this.bouts.word("predicate", i), object: this.bouts.word("object", i) });
    this.openForm("Add a bout", "Add", given, async (fields) => {
      const told = await this.edits.add({ recording: this.opened.name, ...fields });
      if (!told) return;
      this.cancelForm();
      this.settle(told, null);
    });
  }

  setBlind(on) {
    this.blind = this.view.isBlind = this.queue.isBlind = on;
    this.edits.judged.clear();
    this.view.redraw();
    this.queue.show();
    if (this.selected >= 0 && !this.form) this.tell(this.selected, true);
    this.announce(on ? "Blind: what was said is hidden until you judged" : "What was said is shown");
  }

  announce(words) { this.live.textContent = words; }

  say(words) {
    this.message.hidden = !words;
    this.message.textContent = words;
  }
}

/** The fields that a person changed, as `review.edit` wants them. */
function changes(before, now) {
  const fields = {};
  if (now.subject !== before.subject) fields.subject = now.subject;
  if (now.predicate !== before.predicate) fields.predicate = now.predicate;
  if (now.object !== before.object) Object.assign(fields, now.object === null ? { no_object: true } : { object: now.object });
  if (Math.abs(now.start_s - before.start) > 5e-7) fields.start_s = now.start_s;
  if (now.stop_s !== null && Math.abs(now.stop_s - (before.stop ?? before.start)) > 5e-7) fields.stop_s = now.stop_s;
  return fields;
}

const exact = (time) => Number(time.toFixed(6));

customElements.define("wb-timeline", Timeline);
