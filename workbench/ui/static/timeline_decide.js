// What a person decides about bouts: accept, reject, edit, add, take back.
import { Edits } from "./timeline_edits.js";
import { BoutForm } from "./timeline_form.js";
import { clockWords } from "./timeline_draw.js";

export class Decisions {
  /** `host` is the timeline. */
  constructor(host) {
    this.host = host;
    this.edits = new Edits(host, (error) => this.refused(error));
    this.form = null;
  }

  judge(isRight) {
    const index = this.host.selected;
    if (index < 0) { this.host.announce("Select a bout first."); return; }
    const id = this.host.bouts.ids[index];
    this.edits.judge(index, isRight);
    this.host.view.redraw();
    this.host.announce(isRight ? "Accepted" : "Rejected");
    const wasNext = this.host.queue.isAt(id);
    this.host.queue.decided([id]);
    if (wasNext) this.host.queue.move(1);
  }

  edit() {
    const i = this.host.selected;
    if (i < 0) { this.host.announce("Select a bout first."); return; }
    const { bouts } = this.host;
    const id = bouts.ids[i];
    const before = { subject: bouts.word("subject", i), predicate: bouts.word("predicate", i), object: bouts.word("object", i), start: bouts.start[i], stop: bouts.point[i] ? null : bouts.stop[i] };
    let seen = this.edits.seen(id); // what the form shows, whatever comes while it is filled in
    this.openForm("Edit the bout", "Save", before, async (fields) => {
      await this.change(id, { ...changes(before, fields), seen });
      seen = this.edits.seen(id); // if it was refused, the person knows why now
    });
  }

  async change(id, fields) {
    if (Object.keys(fields).length < 2) { this.cancelForm(); return; }
    const told = await this.edits.change(id, fields);
    if (!told) return;
    this.cancelForm();
    this.settle(told, id);
  }

  /** Look at what a correction made. */
  settle(told, id) {
    const after = told.data.reviews[0]?.after;
    if (after?.recording === this.host.opened?.name) this.host.wanted = after.fact_id;
    const wasNext = id && this.host.queue.isAt(id);
    if (id) this.host.queue.decided([id]);
    this.host.announce(told.message);
    if (wasNext) { this.host.wanted = null; this.host.queue.move(1); }
  }

  async resized(index, start, stop) {
    const { bouts } = this.host;
    const fields = {};
    if (start !== bouts.start[index]) fields.start_s = exact(start);
    if (stop !== bouts.stop[index]) fields.stop_s = exact(stop);
    const id = bouts.ids[index];
    const told = await this.edits.change(id, fields);
    if (told) this.settle(told, id);
  }

  openForm(title, save, given, onSave) {
    this.host.stage.player.pause();
    const form = this.form = new BoutForm({
      title, save, given, sent: this.host.bouts.sent, onSave,
      now: () => this.host.stage.player.time, snapped: (time) => this.host.stage.player.snapped(time),
      onCancel: () => this.cancelForm(),
    });
    this.host.panel.body.replaceChildren(form.element);
    form.focus();
  }

  cancelForm() {
    this.host.view.mark = null;
    this.host.view.redraw();
    if (!this.form) return;
    this.form = null;
    this.host.view.scroller.focus({ preventScroll: true });
    if (this.host.selected >= 0) this.host.tell(this.host.selected, true);
    else this.host.panel.empty();
  }

  async takeBack(again) {
    const told = await (again ? this.edits.redo() : this.edits.undo());
    if (!told) return;
    const reviews = told.data.reviews;
    this.host.queue.undecided(reviews.flatMap((one) => [one.before?.fact_id, one.after?.fact_id].filter(Boolean)));
    const fact = reviews[0]?.after ?? reviews[0]?.before;
    if (fact?.recording === this.host.opened?.name) this.host.wanted = fact.fact_id;
    this.host.announce(`${told.message} ${fact?.words ?? ""}`);
  }

  addByKey() {
    const time = this.host.stage.player.snapped(this.host.stage.player.time);
    if (this.host.view.mark === null) {
      this.host.view.mark = time;
      this.host.view.redraw();
      this.host.announce(`A new bout starts at ${clockWords(time)}; press b again at its end, Escape for none.`);
      this.host.panel.say(`A new bout starts at ${clockWords(time)}. Go to its end and press b again; Esc forgets it.`);
      return;
    }
    const [start, stop] = [Math.min(this.host.view.mark, time), Math.max(this.host.view.mark, time)];
    const i = this.host.selected;
    const given = { subject: this.host.bouts.sent.animals[0] ?? "", predicate: "", object: null, start, stop };
    if (i >= 0) Object.assign(given, { subject: this.host.bouts.word("subject", i), predicate: this.host.bouts.word("predicate", i), object: this.host.bouts.word("object", i) });
    this.openForm("Add a bout", "Add", given, async (fields) => {
      const told = await this.edits.add({ recording: this.host.opened.name, ...fields });
      if (!told) return;
      this.cancelForm();
      this.settle(told, null);
    });
  }

  /** An action was refused: say so where the person looks, and show what there is. */
  refused(error) {
    this.host.announce(String(error.message));
    this.form?.fail(error);
    this.host.view.dragged = null;
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
  return Object.keys(fields).length ? { ...fields, new: now.new } : fields;
}

const exact = (time) => Number(time.toFixed(6));
