// The bouts of a recording as rows and lanes, made for a quick look at any stretch of time.

export const STANDING = new Set(["asserted", "proposed", "accepted"]);
const MOST_LANES = 6;

/** The first place in a rising array whose value is greater than a limit. */
export function firstAbove(values, limit, count = values.length) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

export class Bouts {
  /** From what the server sends; see `workbench.ui.columns`. */
  constructor(sent) {
    this.sent = sent;
    this.words = sent.words;
    const facts = sent.facts;
    this.count = facts.id.length;
    this.ids = facts.id;
    this.start = Float64Array.from(facts.start, (us) => us / 1e6);
    this.stop = Float64Array.from(facts.stop, (us) => us / 1e6);
    this.point = Uint8Array.from(facts.point);
    this.confidence = facts.confidence;
    for (const name of ["subject", "predicate", "object", "status", "source", "run"]) {
      this[name] = Int32Array.from(facts[name]);
    }
    this.place = new Map(this.ids.map((id, i) => [id, i]));
    this.duration = Math.max(sent.duration_us / 1e6, this.stop.reduce((a, b) => Math.max(a, b), 0), 1);
    this.behaviors = new Map(sent.behaviors.map((one, i) => [one.name, { ...one, place: i }]));
    this.isShown = () => true;
    this.rowOf = new Int32Array(this.count);
    this.placeInRow = new Int32Array(this.count);
    this.laneOf = new Uint8Array(this.count);
  }

  word(column, index) {
    const code = this[column][index];
    return code < 0 ? null : this.words[code];
  }

  stands(index) { return STANDING.has(this.word("status", index)); }

  /** Place of a behavior's colour; those that the ethogram does not have come after. */
  colourPlace(name) {
    const known = this.behaviors.get(name);
    return known ? known.place : this.behaviors.size + this.words.indexOf(name);
  }

  /** Lay the rows out; `isShown(index)` says which bouts are drawn. */
  layOut(isShown, isWithEmpty) {
    this.isShown = isShown;
    const found = new Map();
    for (let i = 0; i < this.count; i += 1) {
      const key = `${this.subject[i]},${this.predicate[i]},${this.object[i]}`;
      let row = found.get(key);
      if (!row) {
        row = this.newRow(this.word("subject", i), this.word("predicate", i), this.word("object", i));
        found.set(key, row);
      }
      row.all.push(i);
    }
    let rows = [...found.values()];
    if (isWithEmpty) rows.push(...this.emptyRows(rows));
    for (const row of rows) this.fill(row);
    if (!isWithEmpty) rows = rows.filter((row) => row.order.length);
    rows.sort((a, b) => cmp(a.subject, b.subject) || a.colour - b.colour
      || cmp(a.predicate, b.predicate) || cmp(a.object ?? "", b.object ?? ""));
    this.rows = rows;
    this.rowOf.fill(-1);
    rows.forEach((row, r) => row.all.forEach((i) => { this.rowOf[i] = r; }));
    rows.forEach((row) => row.order.forEach((i, at) => { this.placeInRow[i] = at; }));
  }

  newRow(subject, predicate, object) {
    return { subject, predicate, object, all: [], colour: this.colourPlace(predicate) };
  }

  emptyRows(rows) {
    const has = new Set(rows.map((row) => `${row.subject}\n${row.predicate}\n${row.object ?? ""}`));
    return this.sent.assessed
      .filter((a) => !has.has(`${a.subject}\n${a.predicate}\n${a.object ?? ""}`)
        && !(a.object === null && rows.some((r) => r.subject === a.subject && r.predicate === a.predicate)))
      .map((a) => this.newRow(a.subject, a.predicate, a.object));
  }

  fill(row) {
    row.order = Int32Array.from(row.all.filter((i) => this.isShown(i)));
    row.starts = Float64Array.from(row.order, (i) => this.start[i]);
    row.lanes = lanesOf(row.order, this.start, this.stop);
    row.lanes.forEach((lane, l) => lane.order.forEach((i) => { this.laneOf[i] = l; }));
    row.gaps = this.gapsOf(row);
  }

  /** When nobody looked for the behavior of a row: starts and stops, alternating. */
  gapsOf(row) {
    const spans = [];
    for (const one of this.sent.assessed) {
      if (one.subject !== row.subject || one.predicate !== row.predicate) continue;
      if (one.object !== null && one.object !== row.object) continue;
      for (let i = 0; i < one.spans.length; i += 2) spans.push([one.spans[i], one.spans[i + 1]]);
    }
    spans.sort((a, b) => a[0] - b[0]);
    const gaps = [];
    let at = 0;
    for (const [start, stop] of spans) {
      if (start > at) gaps.push(at / 1e6, start / 1e6);
      at = Math.max(at, stop);
    }
    if (at / 1e6 < this.duration) gaps.push(at / 1e6, this.duration);
    return Float64Array.from(gaps);
  }

  /** The bout before or after another in its row; itself at the end. */
  beside(index, by) {
    const row = this.rows[this.rowOf[index]];
    if (!row || !row.order.length) return index;
    let at = this.placeInRow[index];
    if (row.order[at] !== index) at = firstAbove(row.starts, this.start[index]) - (by > 0 ? 1 : 0);
    return row.order[Math.min(Math.max(at + by, 0), row.order.length - 1)];
  }

  /** The bout nearest in time in the next row above or below that has any. */
  across(index, by) {
    const middle = (this.start[index] + this.stop[index]) / 2;
    for (let r = this.rowOf[index] + by; r >= 0 && r < this.rows.length; r += by) {
      if (this.rows[r].order.length) return this.nearest(r, middle);
    }
    return index;
  }

  nearest(rowNumber, time) {
    const row = this.rows[rowNumber];
    const after = firstAbove(row.starts, time);
    const near = [after - 1, after].filter((at) => at >= 0 && at < row.order.length);
    const far = (at) => {
      const i = row.order[at];
      return Math.max(this.start[i] - time, time - this.stop[i], 0);
    };
    near.sort((a, b) => far(a) - far(b));
    return row.order[near[0]];
  }

  /** The bout of a lane at a time, within some seconds; -1 if there is none. */
  at(lane, time, slack) {
    let best = -1;
    let least = slack;
    for (let k = firstAbove(lane.maxStop, time - slack - 1e-9); k < lane.order.length; k += 1) {
      const i = lane.order[k];
      if (this.start[i] > time + slack) break;
      const far = Math.max(this.start[i] - time, time - this.stop[i], 0);
      if (far < least || (far === 0 && best < 0) || (far === 0 && least === 0)) [best, least] = [i, far];
    }
    return best;
  }
}

const cmp = (a, b) => a.localeCompare(b, "en", { numeric: true });

/** Put bouts that overlap into lanes; every lane knows how far its bouts reach at most. */
function lanesOf(order, start, stop) {
  const lanes = [];
  for (const i of order) {
    let lane = lanes.find((one) => one.end <= start[i]);
    if (!lane) {
      lane = lanes.length < MOST_LANES ? { end: 0, bouts: [] } : lanes[MOST_LANES - 1];
      if (!lanes.includes(lane)) lanes.push(lane);
    }
    lane.bouts.push(i);
    lane.end = Math.max(lane.end, stop[i], start[i] + 1e-6);
  }
  return lanes.map(({ bouts }) => {
    const maxStop = new Float64Array(bouts.length);
    let most = -1;
    bouts.forEach((i, k) => { most = Math.max(most, stop[i]); maxStop[k] = most; });
    return { order: Int32Array.from(bouts), maxStop };
  });
}
