// Exactly what a model gets for one event: the pictures and the words, before anything is sent.
import { act, complain, make } from "./client.js";
import { Part } from "./part.js";

class Preview extends Part {
  heard = { "wb:describing": ({ detail: { key, told } }) => key === this.key && this.recordings(told) };

  build() {
    this.recording = make("select", { className: "wb-field", id: "wb-preview-recording" });
    this.recording.addEventListener("change", () => { this.event.replaceChildren(); });
    this.event = make("select", { className: "wb-field", id: "wb-preview-event", "aria-label": "Event" });
    this.event.addEventListener("change", () => this.show());
    this.button = make("button", { type: "submit", className: "wb-button" }, "Show what the model would get");
    const form = make("form", { className: "wb-row" }, make("label", { htmlFor: "wb-preview-recording" }, "Recording"), this.recording, this.button, this.event);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.show(); });
    this.shown = make("div", { className: "wb-preview" });
    this.root.append(make("details", {}, make("summary", {}, "What a model gets for one event"),
      make("p", { className: "wb-quiet" }, "Made here, on this machine; nothing is sent by looking."), form, this.shown));
  }

  project() {
    this.hidden = !this.key;
    this.shown.replaceChildren();
    this.event.replaceChildren();
    this.event.hidden = true;
  }

  recordings({ recordings }) {
    const fitting = recordings.filter((one) => one.described && one.has_video);
    const before = this.recording.value;
    this.recording.replaceChildren(...fitting.map((one) => make("option", { value: one.name }, one.name)));
    if (fitting.some((one) => one.name === before)) this.recording.value = before;
    this.button.disabled = !fitting.length;
    this.button.title = fitting.length ? "" : "Describe a recording with a video by rules first";
  }

  async show() {
    const fields = { recording: this.recording.value };
    if (this.event.value) fields.event = this.event.value;
    this.button.disabled = true;
    try {
      const told = await act(this.key, "model.preview", fields);
      this.draw(told.data);
    } catch (error) {
      complain(error);
    }
    this.button.disabled = false;
  }

  draw(data) {
    this.event.hidden = false;
    this.event.replaceChildren(...data.events.map((name) => make("option", { value: name }, name)));
    this.event.value = data.event;
    const when = `${data.event}, ${data.start_s.toFixed(2)} to ${data.stop_s.toFixed(2)} s`;
    if (!data.text) {
      this.shown.replaceChildren(make("p", { role: "status" }, `${when}: nothing would be asked, the tracks rule everything out.`));
      return;
    }
    const size = data.pictures.reduce((sum, one) => sum + one.bytes, 0);
    const pictures = data.pictures.map((one) => make("figure", {},
      make("img", { src: one.data, width: one.width, height: one.height, alt: one.label }),
      make("figcaption", { className: "wb-quiet" }, `${one.label} (${one.width} × ${one.height} px)`)));
    this.shown.replaceChildren(
      make("p", { role: "status" }, `${when}: ${data.pictures.length} pictures, ${Math.round(size / 1000)} kB`),
      make("div", { className: "wb-shots" }, ...pictures),
      make("h4", {}, "Question"), make("pre", { tabIndex: 0 }, data.text),
      make("details", {}, make("summary", {}, "Instructions, the same for every event"), make("pre", { tabIndex: 0 }, data.instructions)),
      make("details", {}, make("summary", {}, "Form of the answer"), make("pre", { tabIndex: 0 }, JSON.stringify(data.answer, null, 2))));
  }
}
customElements.define("wb-preview", Preview);
