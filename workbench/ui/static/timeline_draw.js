// Draws rows of bouts, events, the time axis and the overview on canvases.
import { colour } from "./timeline_colors.js";
import { firstAbove } from "./timeline_model.js";

export const LABELS = 190;
export const AXIS = 26;
const HEAD = 20;
const EVENT = 16;
const LANE = 14;
const ROOM = 5;
const THIN = 3;
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** Where everything stands, from top to bottom, in pixels below the axis. */
export function placed(bouts, levels) {
  const items = [];
  let y = 0;
  const push = (item, height) => { items.push({ ...item, y, height }); y += height; };
  for (const level of levels) push({ kind: "event", level, events: bouts.sent.events[level] }, EVENT);
  let subject = null;
  bouts.rows.forEach((row, number) => {
    if (row.subject !== subject) {
      subject = row.subject;
      push({ kind: "head", subject }, HEAD);
    }
    push({ kind: "row", row, number }, Math.max(row.lanes.length, 1) * LANE + ROOM);
  });
  return { items, height: y };
}

export const laneTop = (item, lane) => item.y + ROOM / 2 + lane * LANE;
export const LANE_HEIGHT = LANE - 2;

/** A time in words: 1:02:03.4, with as many digits as a step needs. */
export function clockWords(time, step = 0.01) {
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  const rounded = Number(time.toFixed(digits));
  const hours = Math.floor(rounded / 3600);
  const minutes = Math.floor((rounded % 3600) / 60);
  const seconds = (rounded % 60).toFixed(digits).padStart(digits ? 3 + digits : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

const hatches = new Map();
function hatch(context, inks) {
  const key = `${inks.dark} ${devicePixelRatio}`;
  if (!hatches.has(key)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.strokeStyle = inks.dark ? "rgba(255,255,255,0.22)" : "rgba(0,0,0,0.2)";
    pen.beginPath();
    for (const at of [-4, 4, 12]) { pen.moveTo(at - 4, 12); pen.lineTo(at + 12, -4); }
    pen.stroke();
    hatches.set(key, tile);
  }
  return context.createPattern(hatches.get(key), "repeat");
}

/** Draw what a view shows; see `Timeline.draw` for what `show` holds. */
export function drawRows(context, width, height, show) {
  const { bouts, layout, view, scroll, inks } = show;
  const k = (width - LABELS) / (view.t1 - view.t0);
  const x = (time) => LABELS + (time - view.t0) * k;
  context.clearRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(0, AXIS, width, height - AXIS);
  context.clip();
  context.translate(0, AXIS - scroll);
  const pattern = hatch(context, inks);
  const seen = layout.items.filter((one) => one.y + one.height > scroll && one.y < scroll + height);
  context.save();
  context.beginPath();
  context.rect(LABELS, scroll, width - LABELS, height);
  context.clip();
  for (const item of seen) {
    if (item.kind === "event") drawEvents(context, item, x, view, inks);
    if (item.kind !== "row") continue;
    drawGaps(context, item, x, view, pattern);
    context.fillStyle = colour(item.row.colour, inks.dark);
    item.row.lanes.forEach((lane, l) => drawLane(context, bouts, lane, laneTop(item, l), x, show));
    context.fillStyle = inks.line;
    context.fillRect(LABELS, item.y + item.height - 1, width - LABELS, 1);
  }
  drawSelected(context, bouts, layout, x, show);
  if (show.mark !== null) drawMark(context, x(show.mark), scroll, height, inks);
  context.restore();
  drawLabels(context, seen, inks, show);
  context.restore();
  drawAxis(context, width, view, k, inks);
}

function drawLane(context, bouts, lane, y, x, show) {
  const { start, stop } = bouts;
  const { t0, t1 } = show.view;
  const skipped = show.dragged ? show.dragged.index : -1;
  let from = -1;
  let to = -1;
  for (let at = firstAbove(lane.maxStop, t0 - 1e-9); at < lane.order.length; at += 1) {
    const i = lane.order[at];
    if (start[i] > t1) break;
    if (i === skipped) continue;
    const left = x(start[i]);
    const right = x(stop[i]);
    if (right - left < THIN) {
      const a = Math.floor(left);
      const b = Math.max(a + (bouts.point[i] ? 3 : 1), Math.ceil(right));
      if (a <= to) to = Math.max(to, b);
      else {
        if (from >= 0) context.fillRect(from, y, to - from, LANE_HEIGHT);
        [from, to] = [a, b];
      }
    } else drawBout(context, bouts, i, left, right, y, show);
  }
  if (from >= 0) context.fillRect(from, y, to - from, LANE_HEIGHT);
}

function drawBout(context, bouts, i, left, right, y, show) {
  const status = show.isBlind ? "asserted" : bouts.words[bouts.status[i]];
  const width = Math.max(right - left - 0.5, 1);
  if (status === "rejected" || status === "superseded") {
    context.strokeStyle = context.fillStyle;
    context.setLineDash([3, 2]);
    context.strokeRect(left + 0.5, y + 0.5, width - 1, LANE_HEIGHT - 1);
    context.setLineDash([]);
    return;
  }
  if (status === "proposed") {
    context.globalAlpha = 0.4;
    context.fillRect(left, y, width, LANE_HEIGHT);
    context.globalAlpha = 1;
    context.strokeStyle = context.fillStyle;
    context.strokeRect(left + 0.5, y + 0.5, width - 1, LANE_HEIGHT - 1);
    return;
  }
  context.fillRect(left, y, width, LANE_HEIGHT);
  if (status !== "accepted") return;
  const fill = context.fillStyle;
  context.fillStyle = show.inks.ink;
  context.fillRect(left, y + LANE_HEIGHT - 2, width, 2);
  context.fillStyle = fill;
}

function drawGaps(context, item, x, view, pattern) {
  const { gaps } = item.row;
  context.fillStyle = pattern;
  let drawn = -1;
  for (let g = 0; g < gaps.length; g += 2) {
    if (gaps[g + 1] < view.t0) continue;
    if (gaps[g] > view.t1) break;
    const left = Math.max(x(gaps[g]), LABELS, drawn);
    const right = Math.max(x(gaps[g + 1]), left + 0.5);
    if (right > drawn) context.fillRect(left, item.y + 1, right - left, item.height - 3);
    drawn = right;
  }
}

function drawEvents(context, item, x, view, inks) {
  const { start, stop } = item.events;
  context.strokeStyle = inks.quiet;
  context.fillStyle = inks.raised;
  let last = -9;
  for (let e = 0; e < start.length; e += 1) {
    const left = x(start[e] / 1e6);
    const right = x(stop[e] / 1e6);
    if (stop[e] / 1e6 < view.t0) continue;
    if (start[e] / 1e6 > view.t1) break;
    if (right - last < 1) continue;
    last = right;
    context.fillRect(left, item.y + 2, right - left, item.height - 4);
    context.strokeRect(Math.round(left) + 0.5, item.y + 2.5, Math.max(right - left - 1, 1), item.height - 5);
  }
}

function drawSelected(context, bouts, layout, x, show) {
  const { selected, dragged, inks } = show;
  if (selected < 0) return;
  const item = layout.items.find((one) => one.kind === "row" && one.number === bouts.rowOf[selected]);
  if (!item) return;
  const y = laneTop(item, bouts.laneOf[selected]);
  const of = dragged && dragged.index === selected ? dragged
    : { start: bouts.start[selected], stop: bouts.stop[selected] };
  const left = x(of.start);
  const width = Math.max(x(of.stop) - left, 3);
  if (dragged) {
    context.fillStyle = colour(item.row.colour, inks.dark);
    context.fillRect(left, y, width, LANE_HEIGHT);
  }
  context.strokeStyle = inks.ground;
  context.lineWidth = 4;
  context.strokeRect(left - 1, y - 1, width + 2, LANE_HEIGHT + 2);
  context.strokeStyle = inks.accent;
  context.lineWidth = 2;
  context.strokeRect(left - 1, y - 1, width + 2, LANE_HEIGHT + 2);
  context.lineWidth = 1;
  context.fillStyle = inks.accent;
  if (width > 8 || dragged) {
    context.fillRect(left - 3, y - 1, 4, LANE_HEIGHT + 2);
    context.fillRect(left + width - 1, y - 1, 4, LANE_HEIGHT + 2);
  }
}

function drawMark(context, at, top, height, inks) {
  context.strokeStyle = inks.fault;
  context.setLineDash([5, 3]);
  context.beginPath();
  context.moveTo(Math.round(at) + 0.5, top);
  context.lineTo(Math.round(at) + 0.5, top + height);
  context.stroke();
  context.setLineDash([]);
}

function drawLabels(context, seen, inks, show) {
  context.textBaseline = "middle";
  for (const item of seen) {
    const middle = item.y + item.height / 2;
    if (item.kind === "head") {
      context.fillStyle = inks.ink;
      context.font = `600 12px ${inks.font}`;
      context.fillText(fitted(context, item.subject, LABELS - 16), 6, middle + 1);
      continue;
    }
    context.font = `12px ${inks.font}`;
    if (item.kind === "event") {
      context.fillStyle = inks.quiet;
      context.fillText(`${item.level}s`, 18, middle);
      continue;
    }
    const { row } = item;
    context.fillStyle = colour(row.colour, inks.dark);
    context.fillRect(8, middle - 5, 10, 10);
    const isOn = show.selected >= 0 && show.bouts.rowOf[show.selected] === item.number;
    context.fillStyle = isOn ? inks.accent : inks.ink;
    const words = row.predicate.replaceAll("_", " ") + (row.object ? ` › ${row.object}` : "");
    context.fillText(fitted(context, words, LABELS - 34), 24, middle);
  }
}

const widths = new Map();
function fitted(context, text, room) {
  const key = `${context.font}|${text}|${room}`;
  if (!widths.has(key)) {
    let cut = text;
    while (cut.length > 1 && context.measureText(cut === text ? cut : `${cut}…`).width > room) cut = cut.slice(0, -1);
    widths.set(key, cut === text ? text : `${cut}…`);
  }
  return widths.get(key);
}

function drawAxis(context, width, view, k, inks) {
  context.fillStyle = inks.raised;
  context.fillRect(0, 0, width, AXIS);
  context.font = `11px ${inks.font}`;
  context.textBaseline = "middle";
  context.strokeStyle = inks.quiet;
  const step = STEPS.find((one) => one * k > 75) ?? 14400;
  context.fillStyle = inks.ink;
  context.beginPath();
  for (let n = Math.ceil(view.t0 / step); n * step <= view.t1; n += 1) {
    const at = Math.round(LABELS + (n * step - view.t0) * k) + 0.5;
    context.moveTo(at, AXIS - 6);
    context.lineTo(at, AXIS);
    context.fillText(clockWords(n * step, step), at + 3, AXIS / 2 - 1);
  }
  context.stroke();
  context.fillStyle = inks.line;
  context.fillRect(0, AXIS - 1, width, 1);
  context.fillRect(LABELS - 1, 0, 1, context.canvas.height);
}

/** How many bouts stand at each pixel of the whole recording. */
export function density(bouts, width) {
  const counts = new Float32Array(width + 1);
  const k = width / bouts.duration;
  for (let i = 0; i < bouts.count; i += 1) {
    if (!bouts.isShown(i)) continue;
    const a = Math.min(Math.floor(bouts.start[i] * k), width - 1);
    const b = Math.min(Math.max(Math.ceil(bouts.stop[i] * k), a + 1), width);
    counts[a] += 1;
    counts[b] -= 1;
  }
  for (let at = 1; at < width; at += 1) counts[at] += counts[at - 1];
  return counts.subarray(0, width);
}

/** Draw the overview: all of the recording, with what the view shows. */
export function drawOverview(context, width, height, counts, show) {
  const { view, bouts, inks, time } = show;
  context.clearRect(0, 0, width, height);
  context.fillStyle = inks.raised;
  context.fillRect(LABELS, 0, width - LABELS, height);
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  context.fillStyle = inks.quiet;
  for (let at = 0; at < counts.length; at += 1) {
    const tall = (counts[at] / most) * (height - 4);
    if (tall > 0) context.fillRect(LABELS + at, height - tall, 1, tall);
  }
  const k = (width - LABELS) / bouts.duration;
  const left = LABELS + view.t0 * k;
  const wide = Math.max((view.t1 - view.t0) * k, 4);
  context.globalAlpha = 0.18;
  context.fillStyle = inks.accent;
  context.fillRect(left, 0, wide, height);
  context.globalAlpha = 1;
  context.strokeStyle = inks.accent;
  context.lineWidth = 2;
  context.strokeRect(left + 1, 1, Math.max(wide - 2, 2), height - 2);
  context.lineWidth = 1;
  context.fillStyle = inks.fault;
  context.fillRect(LABELS + time * k - 1, 0, 2, height);
}
