// Files that are dropped: sent one after the other, with progress, and looked at by the server.
import { address, make } from "./client.js";

/** Send a file; calls progress(share), resolves to what it is, rejects with why it is refused. */
function send(key, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${address(key, "media")}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => progress(event.loaded / Math.max(event.total, 1)));
    request.addEventListener("error", () => reject(new Error(`${file.name}: the workbench does not answer.`)));
    request.addEventListener("load", () => {
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { told = { error: request.responseText }; }
      if (request.status === 200 && !told.refused) resolve(told);
      else reject(new Error(told.refused ?? told.error ?? `The server answered ${request.status}`));
    });
    request.send(file);
  });
}

/** What is said of a file, for a place where its name stands already. */
export function unnamed(words, name) {
  const named = [name, `'${name}'`].find((one) => words.startsWith(one));
  return named === undefined ? words : words.slice(named.length).replace(/^:?\s+/, "");
}

/** Where files are dropped or chosen; calls done(paths) with those that were understood. */
export class DropZone {
  constructor(key, done) {
    this.key = key;
    this.done = done;
    this.input = make("input", { type: "file", multiple: true, id: "wb-drop", className: "wb-drop-input" });
    this.input.addEventListener("change", () => this.take(this.input.files));
    this.list = make("ul", { className: "wb-sent", "aria-label": "Files that were sent", "aria-live": "polite" });
    this.zone = make("div", { className: "wb-drop" },
      make("label", { htmlFor: "wb-drop" }, "Drop videos, DeepLabCut or SLEAP files and BORIS tables here, or choose them:"), this.input,
      make("p", { className: "wb-quiet" }, "They are copied into the project's folder media; nothing leaves this machine."));
    this.zone.addEventListener("dragover", (event) => { event.preventDefault(); this.zone.classList.add("wb-over"); });
    this.zone.addEventListener("dragleave", () => this.zone.classList.remove("wb-over"));
    this.zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.zone.classList.remove("wb-over");
      this.take(event.dataTransfer.files);
    });
    this.element = make("div", {}, this.zone, this.list);
  }

  async take(files) {
    const waiting = [...files].map((file) => ({ file, line: this.line(file) }));
    const understood = [];
    for (const { file, line } of waiting) {
      try {
        const told = await send(this.key(), file, (share) => line.progress(share));
        line.end(told.words, "wb-quiet");
        understood.push(told.path);
      } catch (error) {
        line.end(unnamed(String(error.message), file.name), "wb-fault");
      }
    }
    this.input.value = "";
    if (understood.length) this.done(understood);
  }

  line(file) {
    const bar = make("progress", { max: 1, value: 0, "aria-label": `Sending ${file.name}` });
    const said = make("span", { className: "wb-quiet" });
    this.list.append(make("li", {}, make("strong", {}, file.name), " ", bar, said));
    return {
      progress: (share) => {
        bar.value = share;
        if (share >= 1) said.textContent = "looking at it…";
      },
      end: (words, kind) => {
        bar.remove();
        said.className = kind;
        said.textContent = words;
      },
    };
  }
}
