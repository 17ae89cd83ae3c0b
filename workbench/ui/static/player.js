// Plays a recording: its video where there is one, else a clock of its own.
//
// Times are seconds of the recording's own clock: the first frame is at 0, whatever time the file
// has there.
import { firstAbove } from "./timeline_model.js";
import { address, make } from "./client.js";

const SLACK_S = 0.002;
const FIRST_MS = 800;

export class Player {
  /**
   * onTime(time): the time changed. onState(): playing or not. onFrame(frame): this frame is shown.
   */
  constructor({ onTime, onState, onFrame, onFault }) {
    Object.assign(this, { onTime, onState, onFrame, onFault });
    this.video = make("video", { muted: true, playsInline: true, preload: "auto", tabIndex: -1 });
    this.video.setAttribute("aria-hidden", "true");
    this.video.addEventListener("ended", () => this.pause());
    this.video.addEventListener("pause", () => { if (this.hasVideo && this.playing) this.pause(); });
    this.video.addEventListener("error", () => this.failed());
    this.video.addEventListener("seeked", () => this.onSeeked());
    this.video.addEventListener("loadeddata", () => this.waitForFrame());
    this.reset();
  }

  reset() {
    this.time = 0;
    this.playing = false;
    this.clip = null;
    this.hasVideo = false;
    this.offset = 0;
    this.knowsOffset = false;
    this.edges = null;
    this.duration = 0;
    this.wanted = null;
    this.rate = this.rate ?? 1;
    cancelAnimationFrame(this.ticking);
    clearTimeout(this.waiting);
  }

  /** Show the video of a recording from now on, at the time that is shown. */
  load(key, recording) {
    this.hasVideo = true;
    this.video.hidden = false;
    this.video.src = address(key, `video/${encodeURIComponent(recording)}`);
    this.video.defaultPlaybackRate = this.video.playbackRate = this.rate;
    this.watch();
    if (this.time > 0) this.seek(this.time, true);
  }

  unload() {
    this.pause();
    this.reset();
    this.video.hidden = true;
    if (this.video.getAttribute("src")) {
      this.video.removeAttribute("src");
      this.video.load();
    }
  }

  failed() {
    if (!this.video.getAttribute("src")) return;
    const why = this.video.error?.message || "it cannot be decoded";
    this.hasVideo = false;
    this.video.hidden = true;
    this.onFault(`The video cannot be played here (${why}); the tracks alone are shown.`);
  }

  /** The start of every frame and the end of the last one, in seconds. */
  setEdges(edges) {
    this.edges = edges;
    this.onFrame(this.frameAt(this.time));
  }

  frameAt(time) {
    if (!this.edges) return -1;
    return Math.min(Math.max(firstAbove(this.edges, time + SLACK_S) - 1, 0), this.edges.length - 2);
  }

  /** The start of the frame nearest to a time; the end of the last frame counts, too. */
  snapped(time) {
    if (!this.edges) return time;
    const after = Math.min(Math.max(firstAbove(this.edges, time), 1), this.edges.length - 1);
    const [a, b] = [this.edges[after - 1], this.edges[after]];
    return time - a < b - time ? a : b;
  }

  // frames of the video -----------------------------------------------------------------------

  /** The time that the file has for its first frame is known: now one can jump and play. */
  begin(offset) {
    this.offset = offset;
    this.knowsOffset = true;
    clearTimeout(this.waiting);
    if (this.wanted !== null) this.toVideo(this.wanted);
    if (this.playing) this.start();
  }

  /** Where no frame is told, the first one is taken to be at 0. */
  waitForFrame() {
    this.waiting = setTimeout(() => { if (this.hasVideo && !this.knowsOffset) this.begin(0); }, FIRST_MS);
  }

  watch() {
    if (!this.video.requestVideoFrameCallback) return;
    this.video.requestVideoFrameCallback((_now, frame) => {
      if (!this.hasVideo) return;
      if (!this.knowsOffset) this.begin(frame.mediaTime);
      const time = Math.max(frame.mediaTime - this.offset, 0);
      if (this.playing) this.tick(time);
      if (this.playing || this.wanted === null) this.onFrame(this.frameAt(time));
      else this.onFrame(this.frameAt(this.time));
      this.watch();
    });
  }

  onSeeked() {
    this.wanted = null;
    if (!this.playing) this.onFrame(this.frameAt(this.time));
  }

  /** Show the video at a time: within the frame that is shown then, so that rounding does not matter. */
  toVideo(time) {
    if (!this.knowsOffset) return;
    let at = time;
    const frame = this.frameAt(time);
    if (frame >= 0) at = (this.edges[frame] + this.edges[frame + 1]) / 2;
    this.video.currentTime = at + this.offset;
  }

  // what a person does ------------------------------------------------------------------------

  seek(time, keepClip = false) {
    if (!keepClip) this.clip = null;
    this.time = Math.min(Math.max(time, 0), this.duration);
    if (this.hasVideo) {
      this.wanted = this.time;
      this.toVideo(this.time);
    } else this.onFrame(this.frameAt(this.time));
    this.last = null;
    this.onTime(this.time);
  }

  step(frames) {
    this.pause();
    if (!this.edges) {
      this.seek(this.time + frames / 30);
      return;
    }
    const frame = Math.min(Math.max(this.frameAt(this.time) + frames, 0), this.edges.length - 2);
    this.seek(this.edges[frame]);
  }

  setRate(rate) {
    this.rate = rate;
    this.video.playbackRate = rate;
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.playing) return;
    if (this.time >= this.duration - 0.05) this.seek(0);
    this.playing = true;
    this.last = null;
    if (this.hasVideo) this.start();
    this.run();
    this.onState();
  }

  start() {
    if (!this.knowsOffset) return;
    this.video.play().catch((error) => {
      if (error.name !== "AbortError") this.onFault(`The video does not play: ${error.message}`);
      this.pause();
    });
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    if (this.hasVideo) this.video.pause();
    cancelAnimationFrame(this.ticking);
    this.onState();
  }

  /** Play from a to b; again and again if it is to be looped. */
  playClip(a, b, isLoop) {
    const start = Math.max(a, 0);
    this.seek(start);
    this.clip = { start, stop: Math.min(b, this.duration), isLoop };
    this.play();
  }

  run() {
    this.ticking = requestAnimationFrame((now) => {
      if (!this.playing) return;
      const byFrames = this.hasVideo && this.video.requestVideoFrameCallback;
      if (!this.hasVideo) {
        const time = this.time + (this.last === null ? 0 : ((now - this.last) / 1000) * this.rate);
        this.last = now;
        this.tick(time);
        this.onFrame(this.frameAt(this.time));
      } else if (!byFrames) {
        this.tick(Math.max(this.video.currentTime - this.offset, 0));
        this.onFrame(this.frameAt(this.time));
      }
      if (this.playing) this.run();
    });
  }

  tick(time) {
    if (this.wanted !== null && Math.abs(time - this.wanted) > 1) return;
    if (this.clip && time >= this.clip.stop) {
      if (this.clip.isLoop) {
        this.seek(this.clip.start, true);
        return;
      }
      const { stop } = this.clip;
      this.pause();
      this.seek(stop);
      return;
    }
    if (time >= this.duration) this.pause();
    this.time = Math.min(time, this.duration);
    this.onTime(this.time);
  }
}
