// Long work: how far it is, how long it takes still, and a button that stops it.
import { asked, complain, get, make, stop } from "./client.js";
import { Part } from "./part.js";

const EVERY_MS = 700;
const LOST_MS = 3000;
const WORDS = {
  "begin.demo": "Making the demo project",
  "begin.open": "Opening a project",
  "begin.new": "Making a project",
  "label": "Describing recordings",
  "label.estimate": "Estimating what the model would cost",
  "media.playable": "Copying a video for the browser",
  "model.check": "Asking the model about one tiny picture",
  "ask.model": "Asking the model",
  "memory.replay": "Asking accepted questions again",
  "compare": "Comparing groups",
  "export": "Exporting",
  "show.pictures": "Drawing pictures",
};
const SHOWN_ENDED = 3;

/** Polls the jobs of a project while some are running; one for all that want to know. */
class Watch {
  static all = new Map();

  static of(key) {
    if (!Watch.all.has(key)) Watch.all.set(key, new Watch(key));
    return Watch.all.get(key);
  }

  constructor(key) {
    this.key = key;
    this.jobs = [];
    this.heard = new Set();
    this.ended = null;
    document.addEventListener("wb:done", (event) => {
      if (event.detail.key === key && event.detail.told?.job) this.look();
    });
    document.addEventListener("visibilitychange", () => !document.hidden && this.heard.size && this.look());
  }

  async look() {
    clearTimeout(this.timer);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    let jobs = null;
    try {
      jobs = this.key ? await get(this.key, "jobs") : await asked("/wb/begin/jobs");
    } catch (error) {
      if (turn === this.turn) this.lookLater(error);
    }
    if (turn !== this.turn || !jobs) return; // a later look tells more
    this.isLost = false;
    this.jobs = jobs;
    this.tellEnds();
    for (const one of this.heard) one(this.jobs);
    if (this.heard.size && this.jobs.some((job) => job.state === "running")) {
      this.timer = setTimeout(() => this.look(), EVERY_MS);
    }
  }

  /** The server did not answer: it may go on all the same, so it is asked again. */
  lookLater(error) {
    if (!this.heard.size || !this.jobs.some((job) => job.state === "running")) return;
    if (!this.isLost) complain(error);
    this.isLost = true;
    this.timer = setTimeout(() => this.look(), LOST_MS);
  }

  /** Say of every job that ended since the last look that it did. */
  tellEnds() {
    const ended = new Set(this.jobs.filter((job) => job.state !== "running").map((job) => job.number));
    for (const job of this.ended === null ? [] : this.jobs) {
      if (ended.has(job.number) && !this.ended.has(job.number)) {
        document.dispatchEvent(new CustomEvent("wb:ended", { detail: { key: this.key, job } }));
      }
    }
    this.ended = ended;
  }
}

/** Have a function called with the jobs of a project, the newest first; returns what ends that. */
export function watchJobs(key, heard) {
  const watch = Watch.of(key);
  watch.heard.add(heard);
  watch.look();
  return () => watch.heard.delete(heard);
}

/** Look at once, because something was started. */
export const lookAtJobs = (key) => Watch.of(key).look();

/** Seconds as people say them. */
export function duration(seconds) {
  if (seconds < 1) return "a moment";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** <wb-jobs data-key="..." data-names="label label.estimate">: jobs of these names, or all. */
class JobList extends Part {
  build() {
    this.list = make("ul", { className: "wb-jobs", "aria-label": "Work that goes on" });
    this.root.append(this.list);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unwatch?.();
  }

  project() {
    this.unwatch?.();
    this.lines = new Map();
    this.list.replaceChildren();
    this.hidden = true;
    this.unwatch = null;
    if (this.hasAttribute("data-key") && (this.key || this.hasAttribute("data-begin"))) {
      this.unwatch = watchJobs(this.key, (jobs) => this.show(jobs));
    }
  }

  show(jobs) {
    const names = (this.dataset.names ?? "").split(" ").filter(Boolean);
    const ours = jobs.filter((job) => !names.length || names.includes(job.name));
    const over = ours.filter((job) => job.state !== "running");
    const begun = over.findIndex((job) => job.state === "done"); // what failed before that is past
    const ended = (this.hasAttribute("data-begin") && begun >= 0 ? over.slice(0, begun) : over).slice(0, SHOWN_ENDED);
    const shown = ours.filter((job) => job.state === "running" || ended.includes(job));
    for (const [number, line] of this.lines) {
      if (!shown.some((job) => job.number === number)) { line.remove(); this.lines.delete(number); }
    }
    for (const job of [...shown].reverse()) {
      if (!this.lines.has(job.number)) {
        const line = new Line(this.key, job);
        this.lines.set(job.number, line);
        this.list.prepend(line.element);
      }
      this.lines.get(job.number).update(job);
    }
    this.hidden = !shown.length;
  }
}

/** One job. */
class Line {
  constructor(key, job) {
    this.title = make("strong", {}, WORDS[job.name] ?? job.name);
    this.bar = make("progress", { max: 1, "aria-label": this.title.textContent });
    this.words = make("span", { className: "wb-quiet" });
    this.stop = make("button", { type: "button", className: "wb-button" }, "Stop");
    this.stop.addEventListener("click", () => this.end(key, job.number));
    const code = make("details", {}, make("summary", {}, "command"), make("code", {}, job.command));
    this.element = make("li", {}, make("div", { className: "wb-job" }, this.title, this.bar, this.stop, code),
      this.words);
  }

  remove() { this.element.remove(); }

  async end(key, number) {
    this.stop.disabled = true;
    this.stop.textContent = "Stopping…";
    try {
      await (key ? stop(key, number) : asked(`/wb/begin/jobs/${number}/stop`, { method: "POST" }));
    } catch (error) {
      complain(error);
    }
  }

  update(job) {
    const running = job.state === "running";
    this.bar.hidden = this.stop.hidden = !running;
    if (job.share > 0) this.bar.value = job.share;
    else this.bar.removeAttribute("value");
    this.element.dataset.state = job.state;
    this.words.className = job.state === "failed" ? "wb-fault" : "wb-quiet";
    if (job.state === "failed") this.words.setAttribute("role", "alert");
    const text = this.told(job);
    if (this.words.textContent !== text) this.words.textContent = text;
  }

  told(job) {
    const took = duration(job.took_s);
    if (job.state === "done") {
      const [first, ...others] = job.message.split("\n");
      return [`${first} (took ${took})`, ...others].join("\n");
    }
    if (job.state === "failed") return job.error;
    if (job.state === "stopped") return `Stopped after ${took}. What was finished is kept; start again to go on.`;
    const left = job.left_s === null ? "" : ` – about ${duration(job.left_s)} left`;
    return `${Math.floor(job.share * 100)} %${left} – ${job.what || "beginning"}`;
  }
}
customElements.define("wb-jobs", JobList);
