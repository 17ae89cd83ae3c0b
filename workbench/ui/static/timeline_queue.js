// What to review next: facts in order, and how many of them are done.
import { get, make } from "./client.js";
import { button } from "./timeline_picker.js";

const ORDERS = { confidence: "least sure", disagreement: "disagreement" };

export class Queue {
  /** onShow(id, recording): look at this one. */
  constructor(onShow) {
    this.onShow = onShow;
    this.order = "confidence";
    this.whole = false;
    this.list = { id: [], recording: [], because: [], total: 0 };
    this.done = new Set();
    this.at = -1;
    this.progress = make("span", { className: "wbt-progress", role: "status" });
    this.because = make("span", { className: "wb-quiet wbt-because" });
    const order = make("select", { className: "wbt-select" }, ...Object.entries(ORDERS).map(([value, words]) => make("option", { value }, words)));
    order.setAttribute("aria-label", "Order of what is to be reviewed");
    order.addEventListener("change", () => { this.order = order.value; this.reload(); });
    const whole = make("input", { type: "checkbox" });
    whole.addEventListener("change", () => { this.whole = whole.checked; this.reload(); });
    this.element = make("section", { className: "wbt-queue", "aria-label": "To review" },
      make("div", { className: "wbt-queue-row" }, make("strong", {}, "To review"), order,
        make("label", { className: "wbt-check" }, whole, "all recordings")),
      make("div", { className: "wbt-queue-row" },
        button("‹", "Previous to review (p)", () => this.move(-1)),
        button("Next ›", "Next to review (n)", () => this.move(1)), this.progress, this.because));
  }

  /** Whose queue it is. */
  async of(key, recording) {
    const isOther = key !== this.key || (recording !== this.recording && !this.whole);
    [this.key, this.recording] = [key, recording];
    if (isOther) await this.reload();
  }

  async reload() {
    const asked = this.asked = {};
    const where = this.whole ? "" : encodeURIComponent(this.recording);
    const path = `queue/${this.order}/${where}`;
    const list = await get(this.key, path);
    if (asked !== this.asked) return;
    if (`${this.key} ${path}` !== this.shown) this.last = undefined;
    this.shown = `${this.key} ${path}`;
    const here = this.current;
    this.list = list;
    this.place = new Map(list.id.map((id, i) => [id, i]));
    this.done = new Set();
    this.at = this.place.get(here) ?? -1;
    if (this.at >= 0) this.last = this.at;
    this.show();
  }

  get current() { return this.at < 0 ? null : this.list.id[this.at]; }

  /** Whether a person goes through the queue and is at this fact: then a decision moves on. */
  isAt(id) { return this.isFollowed && this.current === id; }

  /** A bout was selected: if it is in the queue, that is where we are. */
  selected(id) {
    if (id !== this.current) this.isFollowed = false;
    const at = this.place?.get(id);
    this.at = at === undefined ? -1 : at;
    if (at !== undefined) this.last = at;
    this.show();
  }

  /** Somebody decided about some facts. */
  decided(ids) {
    for (const id of ids) if (this.place?.has(id)) this.done.add(id);
    this.show();
  }

  undecided(ids) {
    for (const id of ids) this.done.delete(id);
    this.show();
  }

  /** Go to the next, or the one before, that nobody decided about. */
  move(by) {
    const { id, recording } = this.list;
    let at = (this.at >= 0 ? this.at : this.last !== undefined && this.last < id.length ? this.last - (by > 0 ? 1 : 0) : -1) + by;
    if (this.at < 0 && this.last === undefined) at = by > 0 ? 0 : id.length - 1;
    while (at >= 0 && at < id.length && this.done.has(id[at])) at += by;
    if (at < 0 || at >= id.length) {
      const left = id.findIndex((one) => !this.done.has(one));
      if (left < 0 || by < 0) { this.show(); return false; }
      at = left;
    }
    this.at = this.last = at;
    this.show();
    this.onShow(id[at], recording[at]);
    this.isFollowed = true;
    return true;
  }

  show() {
    const { id, because, total: many } = this.list;
    const done = this.done.size ? `, ${this.done.size} done` : "";
    if (!id.length) this.progress.textContent = "nothing to review";
    else this.progress.textContent = this.at >= 0 ? `${this.at + 1} of ${many}${done}` : `${many} to review${done}`;
    this.because.textContent = this.at >= 0 && !this.isBlind ? because[this.at] : "";
  }
}
