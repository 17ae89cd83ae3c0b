// A frame of the video that one draws on: a line of known length, and corners of zones.

const NEAR = 10; // screen pixels within which a corner is taken
const FINGER = 22; // by a finger

export class Canvas {
  /** @param changed called after the line or the corners changed; closed when a zone is closed. */
  constructor(canvas, image, changed, closed) {
    Object.assign(this, { canvas, image, changed, closed });
    this.tool = "line";
    this.line = [];
    this.corners = [];
    this.isClosed = false;
    this.others = [];
    this.dragged = null;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { this.dragged = null; });
    canvas.addEventListener("dblclick", (event) => { event.preventDefault(); this.close(); });
    canvas.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  /** The points that are being drawn. */
  get points() { return this.tool === "line" ? this.line : this.corners; }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.image.naturalWidth;
    const y = ((event.clientY - box.top) / box.height) * this.image.naturalHeight;
    return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
  }

  get scale() { return this.canvas.clientWidth / Math.max(this.image.naturalWidth, 1); }

  down(event) {
    if (!this.image.naturalWidth || event.button) return;
    const point = this.at(event);
    const reach = event.pointerType === "touch" ? FINGER : NEAR;
    const near = this.points.findIndex(([x, y]) => Math.hypot(x - point[0], y - point[1]) * this.scale < reach);
    this.canvas.setPointerCapture(event.pointerId);
    if (near >= 0) {
      if (this.tool === "zone" && near === 0 && this.corners.length > 2 && !this.isClosed) this.close();
      this.dragged = near;
      return;
    }
    if (this.tool === "line" && this.line.length >= 2) this.line = [];
    if (this.tool === "zone" && this.isClosed) return;
    this.points.push(point);
    this.dragged = this.points.length - 1;
    this.told();
  }

  move(event) {
    if (this.dragged === null) return;
    const [x, y] = this.at(event);
    const inside = (value, most) => Math.min(Math.max(value, 0), most);
    this.points[this.dragged] = [inside(x, this.image.naturalWidth), inside(y, this.image.naturalHeight)];
    this.told();
  }

  key(event) {
    if (event.key === "Enter" && this.tool === "zone") { event.preventDefault(); this.close(); }
    if (event.key === "Escape" || event.key === "Backspace") {
      event.preventDefault();
      if (event.key === "Escape") this.points.length = 0;
      else this.points.pop();
      this.isClosed = false;
      this.told();
    }
  }

  /** Close a zone; the second click of a double click left a corner on top of the last one. */
  close() {
    if (this.tool !== "zone") return;
    this.corners = this.corners.filter(([x, y], at) => {
      const before = this.corners[at - 1];
      return !before || Math.hypot(x - before[0], y - before[1]) * this.scale > 3;
    });
    if (this.corners.length < 3) return;
    this.isClosed = true;
    this.told();
    this.closed();
  }

  told() { this.draw(); this.changed(); }

  draw() {
    const { canvas, image } = this;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width || !image.naturalWidth) return;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio * this.scale, ratio * this.scale);
    pen.drawImage(image, 0, 0);
    for (const zone of this.others) this.outline(pen, zone.polygon, true, "#ffffff", zone.name);
    this.outline(pen, this.corners, this.isClosed, "#fde047", "", true);
    this.outline(pen, this.line, false, "#67e8f9", "", true);
  }

  outline(pen, points, closed, colour, name, handles = false) {
    if (!points.length) return;
    pen.beginPath();
    points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    if (closed) pen.closePath();
    for (const [ink, thick] of [["#000000", 4], [colour, 2]]) {
      pen.strokeStyle = ink;
      pen.lineWidth = thick / this.scale;
      pen.stroke();
    }
    if (handles) {
      for (const [x, y] of points) {
        pen.beginPath();
        pen.arc(x, y, 5 / this.scale, 0, 2 * Math.PI);
        pen.fillStyle = colour;
        pen.fill();
        pen.strokeStyle = "#000000";
        pen.lineWidth = 1 / this.scale;
        pen.stroke();
      }
    }
    if (name) {
      pen.font = `${14 / this.scale}px system-ui, sans-serif`;
      pen.lineWidth = 4 / this.scale;
      pen.strokeStyle = "#000000";
      const [x, y] = [Math.min(...points.map((one) => one[0])), Math.min(...points.map((one) => one[1]))];
      pen.strokeText(name, x + 4 / this.scale, y + 16 / this.scale);
      pen.fillStyle = colour;
      pen.fillText(name, x + 4 / this.scale, y + 16 / this.scale);
    }
  }
}
