// Scale and zones of recordings, drawn on a frame of the video or typed.
import { act, address, complain, get, make } from "./client.js";
import { Part, pair } from "./part.js";
import { Canvas } from "./start_canvas.js";

const PLACES = [["the first frame", 0], ["a quarter in", 0.25], ["the middle", 0.5], ["the last frame", 1]];
const corner = ([x, y]) => `${x},${y}`;

class Scene extends Part {
  heard = {
    "wb:done": ({ detail: { key, name } }) => key === this.key && name?.startsWith("project.") && this.project(),
  };

  build() {
    this.recording = make("select", { className: "wb-field", id: "wb-scene-recording" });
    this.recording.addEventListener("change", () => this.show());
    this.moment = make("select", { className: "wb-field", id: "wb-scene-moment" },
      ...PLACES.map(([text, share]) => make("option", { value: share }, text)));
    this.moment.addEventListener("change", () => this.picture());
    this.image = new Image();
    this.image.addEventListener("load", () => {
      const { naturalWidth: width, naturalHeight: height } = this.image;
      this.drawing.style.aspectRatio = `${width} / ${height}`;
      this.drawing.style.width = `min(100%, calc(75vh * ${width / height}))`; // seen whole, never stretched
      this.said.textContent = "";
      this.drawing.hidden = false;
      this.canvas.draw();
    });
    this.image.addEventListener("error", () => {
      this.drawing.hidden = true;
      this.said.textContent = "No frame of this recording can be shown; type the numbers instead.";
    });
    this.said = make("p", { className: "wb-quiet", role: "status" });
    this.drawing = make("canvas", { className: "wb-frame", tabIndex: 0, hidden: true, role: "img",
      "aria-label": "A frame of the video, to draw on; the fields beside it do the same" });
    this.canvas = new Canvas(this.drawing, this.image, () => this.drawn(), () => this.zoneName.focus());
    this.for_ = make("select", { className: "wb-field", id: "wb-scene-for" },
      make("option", { value: "all" }, "all recordings that say nothing else"), make("option", { value: "one" }, "this recording only"));
    this.details = make("details", { className: "wb-scene" }, make("summary", {}, "Scale and zones"),
      make("div", { className: "wb-row" }, pair(make("label", { htmlFor: this.recording.id }, "Recording"), this.recording),
        pair(make("label", { htmlFor: this.moment.id }, "at"), this.moment),
        pair(make("label", { htmlFor: this.for_.id }, "what I draw holds for"), this.for_)),
      make("div", { className: "wb-scene-parts" }, make("div", {}, this.drawing, this.said),
        make("div", { className: "wb-scene-forms" }, this.scaleForm(), this.zoneForm())));
    this.details.addEventListener("toggle", () => this.details.open && this.show());
    this.root.append(this.details);
  }

  /** A form under what chooses its tool: outside of it, for buttons of one choice are of one form, or of none. */
  card(name, text, hint, form) {
    const input = make("input", { type: "radio", name: "wb-tool", id: `wb-tool-${name}`, checked: name === "line" });
    input.addEventListener("change", () => { this.canvas.tool = name; });
    return make("div", { className: "wb-card" }, make("h4", {}, make("label", { htmlFor: input.id }, input, ` ${text}`)), make("p", { className: "wb-quiet" }, hint), form);
  }

  field(id, text, properties = {}) {
    const input = make("input", { type: "number", step: "any", className: "wb-field wb-short", id: `wb-scene-${id}`, ...properties });
    return [make("label", { htmlFor: input.id }, text), input];
  }

  scaleForm() {
    const ends = ["x1", "y1", "x2", "y2"].map((name) => this.field(name, name.replace("1", " of one end").replace("2", " of the other")));
    this.ends = ends.map(([, input]) => input);
    for (const input of this.ends) input.addEventListener("input", () => this.typedLine());
    const [lengthLabel, length] = this.field("cm", "Its length in cm", { min: "0" });
    const [scaleLabel, scale] = this.field("scale", "Pixels per cm", { min: "0" });
    Object.assign(this, { length, scale });
    length.addEventListener("input", () => this.measure());
    const form = make("form", {},
      make("div", { className: "wb-row" }, ...ends.map((one) => pair(...one))),
      make("div", { className: "wb-row" }, pair(lengthLabel, length), pair(scaleLabel, scale),
        make("button", { type: "submit", className: "wb-button wb-primary" }, "Keep scale")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!(Number(scale.value) > 0)) { complain(new Error("The scale is not known yet: draw a line and type its length in cm, or type pixels per cm.")); return; }
      this.keep({ px_per_cm: Number(scale.value) });
    });
    return this.card("line", "Scale", "Draw a line along something of known length, such as a wall: click both ends.", form);
  }

  zoneForm() {
    this.zoneName = make("input", { type: "text", className: "wb-field", id: "wb-zone-name", placeholder: "shelter" });
    this.zoneKind = make("input", { type: "text", className: "wb-field", id: "wb-zone-kind", placeholder: "as the name" });
    this.corners = make("input", { type: "text", className: "wb-field wb-long", id: "wb-zone-corners", placeholder: "460,30 610,30 610,160 460,160" });
    this.corners.addEventListener("change", () => this.typedCorners());
    const fresh = make("button", { type: "button", className: "wb-button" }, "Begin anew");
    fresh.addEventListener("click", () => this.clearZone());
    this.zones = make("ul", { className: "wb-zones", "aria-label": "Zones" });
    const form = make("form", {},
      make("div", { className: "wb-row" }, pair(make("label", { htmlFor: "wb-zone-name" }, "Name"), this.zoneName),
        pair(make("label", { htmlFor: "wb-zone-kind" }, "Kind"), this.zoneKind)),
      make("div", { className: "wb-row" }, make("label", { htmlFor: "wb-zone-corners" }, "Corners, x,y in pixels"), this.corners),
      make("div", { className: "wb-row" }, make("button", { type: "submit", className: "wb-button wb-primary" }, "Keep zone"), fresh), this.zones);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.keepZone(); });
    return this.card("zone", "Zones", "Click the corners; Enter or a double click closes the zone, corners can be dragged, Backspace takes the last one back.", form);
  }

  async project() {
    this.hidden = !this.key;
    if (!this.key) return;
    try {
      const known = await get(this.key, "recordings");
      const before = this.recording.value;
      this.recording.replaceChildren(...known.name.map((name) => make("option", { value: name }, name)));
      if (known.name.includes(before)) this.recording.value = before;
      this.hidden = !known.name.length;
      if (this.details.open) this.show();
    } catch (error) {
      complain(error);
    }
  }

  async show() {
    const name = this.recording.value;
    if (!name) return;
    try {
      const told = await get(this.key, `arena/${encodeURIComponent(name)}`);
      this.arena = told;
      this.scale.value = told.px_per_cm ?? "";
      if (told.px_per_cm && told.px_per_cm !== told.shared_px_per_cm) this.for_.value = "one";
      this.canvas.others = told.zones;
      this.zones.replaceChildren(...told.zones.map((zone) => this.zone(zone)));
      this.picture();
    } catch (error) {
      complain(error);
    }
  }

  picture() {
    if (!this.arena?.has_video) {
      this.drawing.hidden = true;
      this.said.textContent = "This recording has no video that is there: type the numbers instead.";
      return;
    }
    const place = address(this.key, `frame/${this.moment.value}/${encodeURIComponent(this.recording.value)}`);
    if (this.image.getAttribute("src") === place) { this.canvas.draw(); return; }
    this.said.textContent = "Reading a frame…";
    this.image.src = place;
  }

  zone(zone) {
    const edit = make("button", { type: "button", className: "wb-link" }, "change");
    edit.addEventListener("click", () => {
      this.zoneName.value = zone.name;
      this.zoneKind.value = zone.kind;
      this.canvas.corners = zone.polygon.map((point) => [...point]);
      this.canvas.isClosed = true;
      this.for_.value = zone.shared ? "all" : "one";
      document.getElementById("wb-tool-zone").click();
      this.canvas.told();
    });
    const gone = make("button", { type: "button", className: "wb-link" }, "take out");
    gone.addEventListener("click", () => this.keep({ no_zones: [zone.name] }, zone.shared));
    for (const button of [edit, gone]) button.setAttribute("aria-label", `${button.textContent} ${zone.name}`);
    const of = zone.shared ? "of all recordings" : "of this recording";
    return make("li", {}, make("strong", {}, zone.name), ` (${zone.kind}, ${of}) `, edit, " ", gone);
  }

  /** Something was drawn: the fields show it. */
  drawn() {
    const [one, other] = this.canvas.line;
    if (this.canvas.tool === "line") {
      this.ends.forEach((input, at) => { input.value = [one?.[0], one?.[1], other?.[0], other?.[1]][at] ?? ""; });
      this.measure();
    } else {
      this.corners.value = this.canvas.corners.map(corner).join(" ");
    }
  }

  measure() {
    const [one, other] = this.canvas.line;
    const cm = Number(this.length.value);
    if (!one || !other || !(cm > 0)) return;
    this.scale.value = Math.round((Math.hypot(one[0] - other[0], one[1] - other[1]) / cm) * 1000) / 1000;
  }

  typedLine() {
    if (this.ends.some((input) => input.value === "")) return;
    const [x1, y1, x2, y2] = this.ends.map((input) => Number(input.value));
    this.canvas.line = [[x1, y1], [x2, y2]];
    this.canvas.draw();
    this.measure();
  }

  typedCorners() {
    const points = this.corners.value.trim().split(/\s+/).map((one) => one.split(",").map(Number));
    if (points.some((one) => one.length !== 2 || one.some(Number.isNaN))) {
      complain(new Error("Corners are said as x,y x,y x,y in pixels of the video: 460,30 610,30 610,160"));
      return;
    }
    this.canvas.corners = points;
    this.canvas.isClosed = true;
    this.canvas.draw();
  }

  clearZone() {
    this.canvas.corners = [];
    this.canvas.isClosed = false;
    this.zoneName.value = this.zoneKind.value = this.corners.value = "";
    document.getElementById("wb-tool-zone").click();
    this.canvas.draw();
  }

  async keepZone() {
    const name = this.zoneName.value.trim();
    const kind = this.zoneKind.value.trim();
    if (!name || this.canvas.corners.length < 3) {
      complain(new Error(name ? "A zone needs three corners or more." : "Say what the zone is called."));
      return;
    }
    const zone = `${name}${kind ? `:${kind}` : ""}=${this.canvas.corners.map(corner).join(" ")}`;
    if (await this.keep({ zones: [zone] })) this.clearZone();
  }

  async keep(fields, forAll = this.for_.value === "all") {
    try {
      await act(this.key, "project.set", { ...fields, recordings: forAll ? [] : [this.recording.value] });
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  }
}
customElements.define("wb-scene", Scene);
