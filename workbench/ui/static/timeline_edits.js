// What a person decides: sent one after the other, shown at once.
import { act, complain } from "./client.js";

export class Edits {
  /**
   * `host` has key, bouts, mark(): number of the last review that is shown, and refresh().
   * onRefused(error): something was refused.
   */
  constructor(host, onRefused) {
    this.host = host;
    this.onRefused = onRefused;
    this.chain = Promise.resolve();
    this.waiting = 0;
    this.own = new Map();
    this.judged = new Set();
  }

  forget() {
    this.own.clear();
    this.judged.clear();
  }

  /** The last review of a fact that is known here. */
  seen(id) { return Math.max(this.host.mark(), this.own.get(id) ?? 0); }

  judge(index, isRight) {
    const { bouts } = this.host;
    const id = bouts.ids[index];
    setStatus(bouts, index, isRight ? "accepted" : "rejected");
    this.judged.add(id);
    return this.send(isRight ? "review.accept" : "review.reject", () => ({ ids: [id], seen: this.seen(id) }));
  }

  async change(id, fields) {
    this.judged.add(id);
    const told = await this.send("review.edit", () => ({ id, seen: this.seen(id), ...fields }));
    const after = told?.data.reviews[0]?.after?.fact_id;
    if (after) this.judged.add(after);
    return told;
  }

  add(fields) { return this.send("review.add", () => fields); }

  undo() { return this.send("review.undo", () => ({})); }

  redo() { return this.send("review.redo", () => ({})); }

  /** Send after all that was sent before; null if it was refused, which is told. */
  send(name, fields) {
    const { key } = this.host;
    this.waiting += 1;
    const sent = this.chain.then(async () => {
      try {
        const told = await act(key, name, fields());
        for (const review of told.data?.reviews ?? []) {
          for (const fact of [review.before, review.after]) if (fact) this.own.set(fact.fact_id, review.seq);
        }
        return told;
      } catch (error) {
        complain(error);
        this.onRefused(error);
        return null;
      } finally {
        this.waiting -= 1;
      }
    });
    this.chain = sent.then(() => (this.waiting ? null : this.host.refresh()));
    return sent;
  }
}

function setStatus(bouts, index, status) {
  let code = bouts.words.indexOf(status);
  if (code < 0) code = bouts.words.push(status) - 1;
  bouts.status[index] = code;
}
