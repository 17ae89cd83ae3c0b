// Programs of a project that nobody trusted on this machine: shown, and trusted or not.
import { act, complain, make } from "./client.js";

/** The prompt; onTrusted(): they may run now. */
export function trusting(key, known, onTrusted) {
  const names = known.untrusted.map((one) => one.name).join(", ");
  const read = make("input", { type: "checkbox", id: "wbb-read" });
  const button = make("button", { type: "button", className: "wb-button", disabled: true }, "Trust them as they are");
  read.addEventListener("change", () => { button.disabled = !read.checked; });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await act(key, "behaviors.trust", {});
      onTrusted();
    } catch (error) {
      complain(error);
      button.disabled = false;
    }
  });
  return make("section", { className: "wbb-notice wbb-trust", "aria-label": "Programs that are not trusted" },
    make("h3", {}, "This project has behaviors that are programs, and they were not run"),
    make("p", {}, `${names}: not trusted on this machine, or changed since. A program can do whatever you can: read your files, delete them, send them. Read what it does; trust it only if that is all you want. Until then its behaviors are left out, and all else works.`),
    ...known.untrusted.map((one) => make("details", {}, make("summary", {}, one.name),
      make("pre", { className: "wbb-source", tabIndex: 0 }, one.text))),
    make("p", { className: "wb-quiet" }, `Trust is noted outside of the project, in ${known.noted_in}, for the files as they are now. A file that changes has to be trusted again.`),
    make("label", { htmlFor: "wbb-read", className: "wbb-check" }, read, " I read them"), " ", button);
}
