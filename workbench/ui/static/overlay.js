// Draws over the video what the tracks say: who is where, zones, where the animals came from.
import { animalColour } from "./timeline_colors.js";

const TRAIL_S = 2;
const TRAIL_POINTS = 40;

export const LAYERS = { marks: "Marks", names: "Names", skeleton: "Skeleton", trails: "Trails", zones: "Zones" };

export class Overlay {
  constructor(canvas) {
    this.canvas = canvas;
    this.shown = { marks: true, names: true, skeleton: true, trails: true, zones: true };
    this.scene = null;
    this.tracks = null;
    this.place = { x: 0, y: 0, width: 1, height: 1 };
    this.roles = { subject: null, object: null };
  }

  /** The size of the picture in pixels of the tracks: [left, top, width, height]. */
  setSource(box) { this.box = box; }

  /** Draw a frame; -1 draws what does not move. */
  draw(frame, inks, hasPicture) {
    const { canvas } = this;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width || !height || !this.box) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const [left, top, wide, tall] = this.box;
    const k = Math.min(width / wide, height / tall);
    const dx = (width - wide * k) / 2 - left * k;
    const dy = (height - tall * k) / 2 - top * k;
    this.at = (x, y) => [x * k + dx, y * k + dy];
    this.font = inks.font;
    if (!hasPicture) {
      pen.fillStyle = inks.raised;
      pen.fillRect(left * k + dx, top * k + dy, wide * k, tall * k);
      pen.strokeStyle = inks.quiet;
      pen.strokeRect(left * k + dx + 0.5, top * k + dy + 0.5, wide * k - 1, tall * k - 1);
    }
    this.onPicture = hasPicture;
    this.inks = inks;
    if (!this.scene) return;
    if (this.shown.zones) this.drawZones(pen);
    const positions = this.tracks?.of(frame);
    if (this.shown.trails) this.drawTrails(pen, frame);
    if (positions) this.scene.individuals.forEach((name, a) => this.drawAnimal(pen, positions, name, a));
  }

  drawZones(pen) {
    const ink = this.onPicture ? "rgba(255,255,255,0.9)" : this.inks.ink;
    const halo = this.onPicture ? "rgba(0,0,0,0.7)" : this.inks.ground;
    for (const zone of this.scene.zones) {
      pen.beginPath();
      for (const ring of zone.rings) {
        ring.forEach(([x, y], i) => { const p = this.at(x, y); if (i) pen.lineTo(...p); else pen.moveTo(...p); });
        pen.closePath();
      }
      pen.setLineDash([6, 4]);
      this.stroke(pen, ink, halo, 1.5);
      pen.setLineDash([]);
      const [x, y] = zone.rings[0].reduce((a, b) => (b[1] < a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a));
      if (this.shown.names) this.write(pen, zone.name, ...this.at(x, y).map((v, i) => v + (i ? -8 : 2)), ink, halo);
    }
    for (const thing of this.scene.objects) {
      const [x, y] = this.at(...thing.at);
      pen.beginPath();
      pen.rect(x - 5, y - 5, 10, 10);
      this.stroke(pen, ink, halo, 1.5);
      if (this.shown.names) this.write(pen, thing.name, x + 9, y, ink, halo);
    }
  }

  centre(positions, animal) {
    const { keypoints, centre } = this.scene;
    let [x, y, n] = [0, 0, 0];
    const from = animal * keypoints.length * 2;
    const add = (k) => {
      const [px, py] = [positions[from + 2 * k], positions[from + 2 * k + 1]];
      if (px === px && py === py) { x += px; y += py; n += 1; }
    };
    centre.forEach(add);
    if (!n) keypoints.forEach((_name, k) => add(k));
    return n ? [x / n, y / n] : null;
  }

  drawTrails(pen, frame) {
    if (frame < 0 || !this.tracks) return;
    const frames = Math.round(TRAIL_S * (this.scene.fps || 30));
    const step = Math.max(1, Math.round(frames / TRAIL_POINTS));
    this.scene.individuals.forEach((_name, a) => {
      pen.beginPath();
      let joined = false;
      for (let f = frame - (frame % step); f >= Math.max(frame - frames, 0); f -= step) {
        const positions = this.tracks.of(f);
        const c = positions && this.centre(positions, a);
        if (c) pen[joined ? "lineTo" : "moveTo"](...this.at(...c));
        joined = Boolean(c);
      }
      pen.globalAlpha = 0.75;
      this.stroke(pen, animalColour(a), this.halo(), 2);
      pen.globalAlpha = 1;
    });
  }

  drawAnimal(pen, positions, name, animal) {
    const { keypoints, skeleton } = this.scene;
    const from = animal * keypoints.length * 2;
    const point = (k) => {
      const [x, y] = [positions[from + 2 * k], positions[from + 2 * k + 1]];
      return x === x && y === y ? this.at(x, y) : null;
    };
    const ink = animalColour(animal);
    if (this.shown.skeleton) {
      pen.beginPath();
      for (const [a, b] of skeleton) {
        const [p, q] = [point(a), point(b)];
        if (p && q) { pen.moveTo(...p); pen.lineTo(...q); }
      }
      this.stroke(pen, ink, this.halo(), 2);
    }
    const centre = this.centre(positions, animal);
    if (!centre) return;
    if (this.shown.marks) {
      keypoints.forEach((_name, k) => {
        const p = point(k);
        if (!p) return;
        pen.beginPath();
        pen.arc(...p, 2.6, 0, 7);
        this.stroke(pen, this.halo(), null, 2);
        pen.fillStyle = ink;
        pen.fill();
      });
    }
    const [x, y] = this.at(...centre);
    if (name === this.roles.subject || name === this.roles.object) {
      pen.beginPath();
      if (name === this.roles.subject) pen.arc(x, y, 22, 0, 7);
      else pen.rect(x - 20, y - 20, 40, 40);
      this.stroke(pen, ink, this.halo(), 2);
    }
    if (this.shown.names) this.write(pen, name, x + 12, y - 16, ink, "rgba(0,0,0,0.85)");
  }

  halo() { return this.onPicture || this.inks.dark ? "rgba(0,0,0,0.75)" : "rgba(60,60,60,0.75)"; }

  stroke(pen, ink, halo, width) {
    pen.lineCap = pen.lineJoin = "round";
    if (halo) {
      pen.lineWidth = width + 2;
      pen.strokeStyle = halo;
      pen.stroke();
    }
    pen.lineWidth = width;
    pen.strokeStyle = ink;
    pen.stroke();
  }

  /** Write a name at a place, or as near to it as there is room. */
  write(pen, text, wantedX, wantedY, ink, halo) {
    pen.font = `600 12px ${this.font}`;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const x = Math.max(Math.min(wantedX, width - pen.measureText(text).width - 4), 4);
    const y = Math.max(Math.min(wantedY, height - 9), 9);
    pen.textBaseline = "middle";
    pen.lineWidth = 3;
    pen.strokeStyle = halo;
    pen.lineJoin = "round";
    pen.strokeText(text, x, y);
    pen.fillStyle = ink;
    pen.fillText(text, x, y);
  }
}
