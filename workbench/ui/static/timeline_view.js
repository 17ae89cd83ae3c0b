// The canvas with rows of bouts: what of the recording it shows, and what a person does to it.
import { make } from "./client.js";
import { inks, onTheme } from "./timeline_colors.js";
import { AXIS, LABELS, LANE_HEIGHT, density, drawOverview, drawRows, laneTop, placed } from "./timeline_draw.js";

const LEAST_S = 0.25;
const MOVED = 4;
const GRIP = 6;
const FINGER = 18;
const FRESH = { selected: -1, mark: null, dragged: null };

export class View {
  /** `on` has seek(time), select(index), resize(index, start, stop), snapped(time). */
  constructor(on) {
    this.on = on;
    this.canvas = make("canvas", { className: "wbt-canvas" });
    this.canvas.setAttribute("aria-hidden", "true");
    this.room = make("div", { className: "wbt-rows-room" }, this.canvas);
    this.scroller = make("div", {
      className: "wbt-scroller", tabIndex: 0, role: "application", "aria-roledescription": "timeline",
      "aria-label": "Bouts in rows. Arrow keys choose a bout, Enter plays it, ? lists all keys.",
    }, this.room);
    this.playhead = make("div", { className: "wbt-playhead" });
    this.overview = make("canvas", { className: "wbt-overview", role: "img", "aria-label": "All of the recording; drag to choose what is shown" });
    this.element = make("div", { className: "wbt-view" },
      make("div", { className: "wbt-rows" }, this.scroller, this.playhead), this.overview);
    this.levels = new Set(["episode"]);
    this.follow = true;
    this.isBlind = false;
    this.time = 0;
    this.pointers = new Map();
    Object.assign(this, FRESH, { bouts: null, view: { t0: 0, t1: 1 } });
    this.listen();
  }

  connect() {
    this.sized = new ResizeObserver(() => { this.inks = null; this.redraw(); });
    this.sized.observe(this.element);
    this.untheme = onTheme(() => { this.inks = null; this.redraw(); });
  }

  disconnect() {
    this.sized.disconnect();
    this.untheme();
  }

  // what is shown -----------------------------------------------------------------------------

  /** Show other bouts; of the same recording the view stays where it is. */
  setBouts(bouts, isSame) {
    this.bouts = bouts;
    this.dragged = null;
    if (this.gesture?.kind === "resize") this.gesture = { kind: "none" };
    if (!isSame) {
      Object.assign(this, FRESH);
      this.view = { t0: 0, t1: bouts.duration };
      this.scroller.scrollTop = 0;
      this.time = 0;
    }
    this.layOut();
  }

  layOut() {
    const levels = Object.keys(this.bouts.sent.events).filter((level) => this.levels.has(level));
    this.layout = placed(this.bouts, levels);
    this.room.style.height = `${this.layout.height + AXIS}px`;
    this.counts = null;
    this.redraw();
  }

  select(index) {
    this.selected = index;
    if (index >= 0) {
      this.reveal(this.bouts.start[index], this.bouts.stop[index]);
      this.revealRow(this.bouts.rowOf[index]);
    }
    this.redraw();
  }

  setTime(time, isPlaying) {
    this.time = time;
    const { t0, t1 } = this.view;
    const span = t1 - t0;
    if (isPlaying) {
      if (this.follow && !this.pointers.size && (time > t1 - span * 0.05 || time < t0)) this.show(time - span * 0.1, span);
    } else if (time < t0 || time > t1) this.show(time - span / 2, span);
    this.placePlayhead();
    this.redrawOverview();
  }

  show(t0, span = this.view.t1 - this.view.t0) {
    const all = this.bouts?.duration ?? 1;
    const wide = Math.min(Math.max(span, LEAST_S), all);
    const from = Math.min(Math.max(t0, 0), all - wide);
    this.view = { t0: from, t1: from + wide };
    this.redraw();
  }

  zoom(factor, around = this.focus()) {
    const { t0, t1 } = this.view;
    const span = Math.min(Math.max((t1 - t0) * factor, LEAST_S), this.bouts?.duration ?? 1);
    const share = (around - t0) / (t1 - t0);
    this.show(around - share * span, span);
  }

  focus() {
    const { t0, t1 } = this.view;
    return this.time >= t0 && this.time <= t1 ? this.time : (t0 + t1) / 2;
  }

  pan(share) { this.show(this.view.t0 + share * (this.view.t1 - this.view.t0)); }

  reveal(start, stop) {
    const { t0, t1 } = this.view;
    if (start >= t0 && stop <= t1) return;
    const span = Math.max(t1 - t0, (stop - start) * 1.3);
    this.show((start + stop) / 2 - span / 2, span);
  }

  revealRow(number) {
    const item = this.layout.items.find((one) => one.kind === "row" && one.number === number);
    if (!item) return;
    const room = this.scroller.clientHeight - AXIS;
    if (item.y < this.scroller.scrollTop) this.scroller.scrollTop = Math.max(item.y - 24, 0);
    else if (item.y + item.height > this.scroller.scrollTop + room) this.scroller.scrollTop = item.y + item.height - room + 8;
  }

  // drawing -----------------------------------------------------------------------------------

  redraw() {
    if (this.asked) return;
    this.asked = requestAnimationFrame(() => { this.asked = 0; this.draw(); });
  }

  redrawOverview() {
    if (this.asked || this.askedOverview) return;
    this.askedOverview = requestAnimationFrame(() => {
      this.askedOverview = 0;
      if (this.bouts && this.inks) this.drawOverview();
    });
  }

  draw() {
    if (!this.bouts || !this.scroller.clientWidth) return;
    this.inks ??= inks(this.element);
    const [width, height] = [this.scroller.clientWidth, this.scroller.clientHeight];
    this.width = width;
    drawRows(fit(this.canvas, width, height), width, height, {
      bouts: this.bouts, layout: this.layout, view: this.view, scroll: this.scroller.scrollTop,
      inks: this.inks, selected: this.selected, dragged: this.dragged, mark: this.mark, isBlind: this.isBlind,
    });
    this.placePlayhead();
    this.drawOverview();
  }

  drawOverview() {
    const [width, height] = [this.element.clientWidth, this.overview.clientHeight];
    if (!width) return;
    const plot = Math.max(Math.floor(this.width - LABELS), 1);
    if (this.counts?.length !== plot) this.counts = density(this.bouts, plot);
    drawOverview(fit(this.overview, width, height), this.width, height, this.counts, this);
  }

  placePlayhead() {
    const x = this.x(this.time);
    this.playhead.hidden = !(x >= LABELS - 1 && x <= (this.width ?? 0));
    this.playhead.style.transform = `translateX(${x - 1}px)`;
  }

  x(time) { return LABELS + (time - this.view.t0) * this.scale; }

  timeAt(x) { return this.view.t0 + (x - LABELS) / this.scale; }

  get scale() { return ((this.width ?? 2) - LABELS) / (this.view.t1 - this.view.t0); }

  // what a person does ------------------------------------------------------------------------

  listen() {
    const { scroller, overview } = this;
    scroller.addEventListener("scroll", () => this.redraw());
    scroller.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    scroller.addEventListener("pointerdown", (event) => this.down(event));
    scroller.addEventListener("pointermove", (event) => this.moved(event));
    for (const end of ["pointerup", "pointercancel"]) scroller.addEventListener(end, (event) => this.up(event));
    overview.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    overview.addEventListener("pointerdown", (event) => {
      overview.setPointerCapture(event.pointerId);
      this.toOverview(event);
    });
    overview.addEventListener("pointermove", (event) => { if (event.buttons & 1) this.toOverview(event); });
  }

  toOverview(event) {
    if (!this.bouts) return;
    const x = event.clientX - this.overview.getBoundingClientRect().left - LABELS;
    const span = this.view.t1 - this.view.t0;
    this.show((x / (this.width - LABELS)) * this.bouts.duration - span / 2);
  }

  wheeled(event) {
    if (!this.bouts) return;
    const { x } = this.local(event);
    const unit = event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? 300 : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) this.zoom(Math.exp(Math.max(Math.min(dy, 120), -120) / 400), this.timeAt(Math.max(x, LABELS)));
    else if (event.shiftKey || x < LABELS) this.scroller.scrollTop += dy || dx;
    else this.pan((Math.abs(dx) > Math.abs(dy) ? dx : dy) / (this.width - LABELS));
    event.preventDefault();
  }

  local(event) {
    const box = this.scroller.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  down(event) {
    if (!this.bouts || event.button !== 0) return;
    const at = this.local(event);
    if (at.x > this.width) return; // the scroll bar
    this.scroller.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size > 1) { this.gesture = { kind: "pinch", far: this.apart() }; return; }
    const grip = this.gripAt(at, event.pointerType === "touch" ? FINGER : GRIP);
    if (grip) {
      this.dragged = { index: this.selected, start: this.bouts.start[this.selected], stop: this.bouts.stop[this.selected] };
      this.gesture = { kind: "resize", grip };
    } else if (at.y < AXIS && at.x >= LABELS) {
      this.gesture = { kind: "scrub" };
      this.on.seek(this.timeAt(at.x));
    } else this.gesture = { kind: "click", from: at, t0: this.view.t0, scroll: this.scroller.scrollTop };
  }

  moved(event) {
    if (!this.bouts) return;
    const at = this.local(event);
    if (!this.pointers.has(event.pointerId)) {
      this.canvas.style.cursor = this.gripAt(at) ? "ew-resize" : at.y < AXIS ? "pointer" : "default";
      return;
    }
    this.pointers.set(event.pointerId, at);
    const { gesture } = this;
    if (gesture.kind === "pinch") this.pinch();
    else if (gesture.kind === "scrub") this.on.seek(Math.max(this.timeAt(Math.max(at.x, LABELS)), 0));
    else if (gesture.kind === "resize") this.resizeTo(at.x);
    else if (gesture.from) {
      const [dx, dy] = [at.x - gesture.from.x, at.y - gesture.from.y];
      if (gesture.kind === "click" && Math.hypot(dx, dy) > MOVED) gesture.kind = "pan";
      if (gesture.kind !== "pan") return;
      this.scroller.scrollTop = gesture.scroll - dy;
      this.show(gesture.t0 - dx / this.scale);
    }
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size) return;
    const { gesture, dragged } = this;
    this.gesture = this.dragged = null;
    if (event.type === "pointercancel") { this.redraw(); return; }
    if (gesture.kind === "click") this.clicked(gesture.from);
    if (gesture.kind === "resize") {
      const { start, stop } = this.bouts;
      const i = dragged.index;
      if (dragged.start !== start[i] || dragged.stop !== stop[i]) {
        this.dragged = dragged; // drawn so until it is saved
        this.on.resize(i, dragged.start, dragged.stop);
      }
      this.redraw();
    }
  }

  clicked(at) {
    const item = this.itemAt(at.y);
    if (item?.kind === "row" && at.x < LABELS) {
      if (item.row.order.length) this.on.select(this.bouts.nearest(item.number, this.time), false);
    } else if (at.x >= LABELS) {
      const index = item?.kind === "row" ? this.boutAt(item, at) : -1;
      if (index >= 0) this.on.select(index, true);
      else this.on.seek(this.timeAt(at.x));
    }
  }

  itemAt(y) {
    const down = y - AXIS + this.scroller.scrollTop;
    return y < AXIS ? null : this.layout.items.find((one) => down >= one.y && down < one.y + one.height);
  }

  boutAt(item, at) {
    const down = at.y - AXIS + this.scroller.scrollTop;
    const lane = item.row.lanes.findIndex((_lane, l) => down >= laneTop(item, l) - 1 && down <= laneTop(item, l) + LANE_HEIGHT + 1);
    return lane < 0 ? -1 : this.bouts.at(item.row.lanes[lane], this.timeAt(at.x), 3 / this.scale);
  }

  /** Which end of the selected bout a pointer is at: "start", "stop" or null. */
  gripAt(at, reach = GRIP) {
    const i = this.selected;
    if (i < 0 || at.y < AXIS || at.x < LABELS || this.bouts.point[i]) return null;
    const item = this.itemAt(at.y);
    if (item?.kind !== "row" || item.number !== this.bouts.rowOf[i]) return null;
    const [left, right] = [this.x(this.bouts.start[i]), this.x(this.bouts.stop[i])];
    if (right - left < 3) return null;
    const inner = Math.min(reach, (right - left) / 3);
    if (at.x >= left - reach && at.x <= left + inner) return "start";
    return at.x >= right - inner && at.x <= right + reach ? "stop" : null;
  }

  resizeTo(x) {
    const { dragged, gesture } = this;
    const time = this.on.snapped(Math.min(Math.max(this.timeAt(x), 0), this.bouts.duration));
    if (gesture.grip === "start" && time < dragged.stop) dragged.start = time;
    if (gesture.grip === "stop" && time > dragged.start) dragged.stop = time;
    this.on.drag(time);
    this.redraw();
  }

  apart() {
    const [a, b] = [...this.pointers.values()];
    return { far: Math.max(Math.abs(a.x - b.x), 10), middle: (a.x + b.x) / 2 };
  }

  pinch() {
    if (this.pointers.size < 2) return;
    const now = this.apart();
    const then = this.gesture.far;
    this.show(this.view.t0 - (now.middle - then.middle) / this.scale);
    this.zoom(then.far / now.far, this.timeAt(now.middle));
    this.gesture.far = now;
  }
}

/** Size a canvas to its place, sharp on any screen, and return its pen. */
function fit(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  return pen;
}
