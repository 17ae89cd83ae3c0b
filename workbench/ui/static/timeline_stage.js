// The video with its overlays and controls.
import { act, complain, get, make, stop } from "./client.js";
import { LAYERS, Overlay } from "./overlay.js";
import { Tracks, numbers } from "./overlay_tracks.js";
import { Player } from "./player.js";
import { inks, onTheme } from "./timeline_colors.js";
import { clockWords } from "./timeline_draw.js";
import { button, icon } from "./timeline_picker.js";

const RATES = [0.25, 0.5, 1, 2, 4, 8];
const POLL_MS = 700;

export class Stage {
  /** onTime(time, isPlaying): the time that is shown. onLength(seconds): so long it is. */
  constructor(onTime, onLength) {
    this.onLength = onLength;
    this.canvas = make("canvas", { className: "wbt-overlay", role: "img", "aria-label": "Video with the tracked animals" });
    this.overlay = new Overlay(this.canvas);
    this.frame = -1;
    this.isLoop = false;
    this.player = new Player({
      onTime: (time) => { this.tell(); onTime(time, this.player.playing); },
      onState: () => { this.tell(); onTime(this.player.time, this.player.playing); },
      onFrame: (frame) => { this.frame = frame; this.tracks?.expect(frame); this.redraw(); },
      onFault: (words) => { this.say(words); this.redraw(); },
    });
    this.notice = make("div", { className: "wbt-notice", role: "status" });
    this.box = make("div", { className: "wbt-stage" }, this.player.video, this.canvas);
    this.element = make("section", { className: "wbt-film", "aria-label": "Video" }, this.box, this.notice, this.controls());
    this.player.video.addEventListener("loadedmetadata", () => this.lengthen(this.player.video.duration));
  }

  connect() {
    this.sized = new ResizeObserver(() => this.redraw());
    this.sized.observe(this.box);
    this.untheme = onTheme(() => { this.inks = null; this.redraw(); });
  }

  disconnect() {
    this.opened = null;
    this.player.unload();
    this.sized.disconnect();
    this.untheme();
  }

  controls() {
    this.playButton = button(icon("play"), "Play (Space)", () => this.player.toggle());
    this.clock = make("span", { className: "wbt-clock", title: "Time of the recording, and the number of the frame" });
    const rate = make("select", { className: "wbt-select" }, ...RATES.map((one) => make("option", { value: one, selected: one === 1 }, `${one}×`)));
    rate.setAttribute("aria-label", "Speed");
    rate.addEventListener("change", () => this.player.setRate(Number(rate.value)));
    this.loopBox = check("Loop", false, (on) => { this.isLoop = on; if (this.player.clip) this.player.clip.isLoop = on; });
    const layers = Object.entries(LAYERS).map(([name, words]) => check(words, true, (on) => {
      this.overlay.shown[name] = on;
      this.redraw();
    }).element);
    return make("div", { className: "wbt-controls" },
      button(icon("back"), "One frame back (,)", () => this.player.step(-1)), this.playButton,
      button(icon("on"), "One frame on (.)", () => this.player.step(1)), this.clock, rate, this.loopBox.element,
      make("fieldset", { className: "wbt-layers" }, make("legend", { className: "wbt-hidden" }, "Shown over the video"), ...layers));
  }

  toggleLoop() {
    this.loopBox.input.click();
    return this.isLoop;
  }

  tell() {
    const { player } = this;
    const words = player.playing ? "Pause (Space)" : "Play (Space)";
    if (this.playButton.title !== words) {
      this.playButton.replaceChildren(icon(player.playing ? "pause" : "play"));
      this.playButton.title = words;
      this.playButton.setAttribute("aria-label", words);
    }
    const frame = player.edges ? ` · #${player.frameAt(player.time)}` : "";
    this.clock.textContent = `${clockWords(player.time)} / ${clockWords(player.duration, 1)}${frame}`;
  }

  /** Show a recording: first what is quickly there, then the tracks. */
  async open(key, recording, duration) {
    const opened = this.opened = { key, recording };
    Object.assign(this.overlay, { scene: null, tracks: null, box: null });
    this.tracks = null;
    this.frame = -1;
    this.player.unload();
    this.player.duration = duration;
    this.say("");
    const path = encodeURIComponent(recording);
    const isHere = () => this.opened === opened;
    const film = await get(key, `film/${path}`).catch((error) => ({ state: "none", why: String(error.message) }));
    if (!isHere()) return;
    this.film = film;
    if (film.width) this.overlay.setSource([0, 0, film.width, film.height]);
    this.shape();
    if (film.state === "plays") this.player.load(key, recording);
    this.tell();
    if (film.state === "make") this.offer(film.why);
    else if (film.state === "none") this.say(film.why);
    try {
      const [scene, edges] = await Promise.all([get(key, `scene/${path}`), numbers(key, `clock/${path}`, Float64Array)]);
      if (!isHere()) return;
      this.overlay.scene = scene;
      this.overlay.tracks = this.tracks = new Tracks(key, recording, scene, () => this.redraw());
      if (!film.width) this.overlay.setSource(around(scene));
      this.shape();
      this.lengthen(edges.at(-1));
      this.player.setEdges(edges);
      this.tell();
    } catch (error) {
      if (isHere() && film.state !== "plays") this.say(`${film.why ?? ""} ${error.message}`.trim());
    }
  }

  /** The recording is at least so long. */
  lengthen(duration) {
    if (!(duration > this.player.duration) || !Number.isFinite(duration)) return;
    this.player.duration = duration;
    this.onLength(duration);
    this.tell();
  }

  shape() {
    const [, , wide, tall] = this.overlay.box ?? [0, 0, 4, 3];
    this.box.style.aspectRatio = `${wide} / ${tall}`;
    this.redraw();
  }

  redraw() {
    if (this.asked) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.inks ??= inks(this.box);
      this.overlay.draw(this.frame, this.inks, this.player.hasVideo);
    });
  }

  say(words) {
    this.notice.hidden = !words;
    this.notice.replaceChildren(words);
  }

  /** Offer to make a copy of the video that plays. */
  offer(why) {
    this.notice.hidden = false;
    this.notice.replaceChildren(make("p", {}, why), button("Make a copy that plays", "Make a copy of the video that plays here", () => this.makeCopy(), "wbt-button wbt-yes"));
  }

  async makeCopy() {
    const { opened } = this;
    try {
      const told = await act(opened.key, "media.playable", { recording: opened.recording });
      await this.wait(opened, told.job.number);
    } catch (error) {
      complain(error);
      if (this.opened === opened) this.offer(String(error.message));
    }
  }

  async wait(opened, number) {
    const bar = make("progress", { max: 1, value: 0, "aria-label": "Copying the video" });
    const words = make("span", {}, "Copying the video …");
    const halt = button("Stop", "Stop copying", () => stop(opened.key, number).catch(complain));
    if (this.opened === opened) this.notice.replaceChildren(words, bar, halt);
    while (this.opened === opened) {
      const job = (await get(opened.key, "jobs")).find((one) => one.number === number);
      if (!job || job.state === "failed") throw new Error(job?.error ?? "The work is not known any more.");
      if (job.state === "stopped") { this.offer(this.film.why); return; }
      if (job.state === "done") { await this.reopen(opened); return; }
      bar.value = job.share;
      words.textContent = `Copying the video: ${Math.round(job.share * 100)} %${job.left_s ? `, ${clockWords(job.left_s, 1)} left` : ""}`;
      await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
    }
  }

  async reopen(opened) {
    const { time, duration } = this.player;
    await this.open(opened.key, opened.recording, duration);
    this.player.seek(time);
  }
}

export function check(words, on, changed) {
  const input = make("input", { type: "checkbox", checked: on });
  input.addEventListener("change", () => changed(input.checked));
  return { input, element: make("label", { className: "wbt-check" }, input, words) };
}

/** The arena that is drawn where there is no video: where animals were, and all zones. */
function around(scene) {
  let [left, top, right, bottom] = scene.extent;
  for (const [x, y] of [...scene.zones.flatMap((zone) => zone.rings.flat()), ...scene.objects.map((one) => one.at)]) {
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  const room = Math.max(right - left, bottom - top, 1) * 0.06;
  return [left - room, top - room, right - left + 2 * room, bottom - top + 2 * room];
}
