// What long work wrote: where the files are, and each saved through the browser.
import { address, asked, complain, make, stop } from "./client.js";

/** Says how far a job is, with a button that stops it. */
export class Waiting {
  constructor(key, job) {
    this.words = make("span", { role: "status" }, "Beginning…");
    this.bar = make("progress", { max: 1, "aria-label": "Share done" });
    this.button = make("button", { type: "button", className: "wb-button" }, "Stop");
    this.button.addEventListener("click", () => {
      this.button.disabled = true;
      stop(key, job.number).catch(complain);
    });
    this.element = make("div", { className: "wb-waiting" }, this.bar, this.button, this.words);
  }

  update(job) {
    if (job.share > 0) this.bar.value = job.share;
    const text = `${Math.round(job.share * 100)} % – ${job.what}`;
    if (job.what && this.words.textContent !== text) this.words.textContent = text;
  }
}

/** A list of the files of a job that is done: "pictures" and "path" of its data, in this order. */
export function writtenFiles(key, job) {
  const paths = [...(job.data.pictures ?? []), ...(job.data.path ? [job.data.path] : [])];
  return make("ul", { className: "wb-written", "aria-label": "Files written" },
    ...paths.map((path, place) => line(key, job, path, place)));
}

function line(key, job, path, place) {
  const save = make("button", { type: "button", className: "wb-button" }, job.data.folder ? "Download as zip" : "Download");
  save.setAttribute("aria-label", `Download ${path.split("/").pop()}`);
  save.addEventListener("click", async () => {
    try {
      const { token, name } = await asked(address(key, `jobs/${job.number}/files/${place}`), { method: "POST" });
      const link = make("a", { href: `/wb/written/${encodeURIComponent(token)}`, download: name });
      document.body.append(link);
      link.click();
      link.remove();
    } catch (error) {
      complain(error);
    }
  });
  return make("li", {}, save, make("code", {}, path));
}
