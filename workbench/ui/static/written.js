// What long work wrote: where the files are, and each saved through the browser.
import { address, asked, complain, make } from "./client.js";

/** A list of the files of a job that is done: "pictures" and "path" of its data, in this order. */
export function writtenFiles(key, job) {
  const paths = [...(job.data.pictures ?? []), ...(job.data.path ? [job.data.path] : [])];
  return make("ul", { className: "wb-written", "aria-label": "Files written" },
    ...paths.map((path, place) => line(key, job, path, place)));
}

function line(key, job, path, place) {
  const isFolder = job.data.folder === true;
  const save = make("button", { type: "button", className: "wb-button" }, "Download");
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
  return make("li", {}, isFolder ? null : save, make("code", {}, path));
}
