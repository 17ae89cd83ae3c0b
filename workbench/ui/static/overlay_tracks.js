// Positions of the animals, fetched in parts as they are needed.
import { address, Refused } from "./client.js";

const KEPT = 12;

export class Tracks {
  constructor(key, recording, scene, onCome) {
    Object.assign(this, { key, recording, scene, onCome });
    this.parts = new Map();
    this.asked = new Set();
    this.size = scene.individuals.length * scene.keypoints.length * 2;
  }

  /** Positions of a frame, [x, y] of every keypoint of every animal; null until they have come. */
  of(frame) {
    if (frame < 0 || frame >= this.scene.frames) return null;
    const number = Math.floor(frame / this.scene.chunk);
    const part = this.part(number);
    if (!part) return null;
    const at = (frame - number * this.scene.chunk) * this.size;
    return part.subarray(at, at + this.size);
  }

  part(number) {
    const found = this.parts.get(number);
    if (found) {
      this.parts.delete(number); // now the last one used
      this.parts.set(number, found);
      return found;
    }
    this.fetch(number);
    return null;
  }

  /** Have ready what comes after a frame. */
  expect(frame) {
    const next = Math.floor((frame + this.scene.chunk / 3) / this.scene.chunk);
    if (next * this.scene.chunk < this.scene.frames && !this.parts.has(next)) this.fetch(next);
  }

  async fetch(number) {
    if (this.asked.has(number)) return;
    this.asked.add(number);
    try {
      this.parts.set(number, await numbers(
        this.key, `tracks/${number}/${encodeURIComponent(this.recording)}`, Float32Array));
      while (this.parts.size > KEPT) this.parts.delete(this.parts.keys().next().value);
      this.asked.delete(number);
      this.onCome();
    } catch {
      setTimeout(() => this.asked.delete(number), 5000); // tried again later
    }
  }
}

/** Fetch numbers that the server sends as they lie in memory. */
export async function numbers(key, path, Kind) {
  const response = await fetch(address(key, path));
  if (!response.ok) {
    const told = await response.json().catch(() => ({}));
    throw new Refused(told.error ?? `The server answered ${response.status}`);
  }
  return new Kind(await response.arrayBuffer());
}
