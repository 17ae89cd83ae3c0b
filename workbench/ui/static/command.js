// The line below the page: what was done last, and the command and the Python that do the same.
import { make } from "./client.js";

class Command extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.onTold = (event) => this.tell(event.detail);
    this.onFailed = (event) => this.fail(event.detail);
    this.onEnded = ({ detail: { job } }) => this.number === job.number && this.tell({ ...job, message: (job.message || job.error || "Stopped.").split("\n")[0] });
    document.addEventListener("wb:told", this.onTold);
    document.addEventListener("wb:ended", this.onEnded);
    this.sized = new ResizeObserver(() => this.makeRoom());
    this.sized.observe(this);
    document.addEventListener("wb:failed", this.onFailed);
    if (!this.firstChild) this.append(make("span", { className: "wb-quiet" }, HINT));
  }

  disconnectedCallback() {
    document.removeEventListener("wb:told", this.onTold);
    document.removeEventListener("wb:ended", this.onEnded);
    this.sized.disconnect();
    document.removeEventListener("wb:failed", this.onFailed);
  }

  /** The line lies over the end of the page: as much room is left there. */
  makeRoom() {
    const line = this.closest("#wb-line"), page = this.closest(".gradio-container");
    if (line && page) page.style.paddingBottom = `${line.offsetHeight + 16}px`;
  }

  /** Say what was done, or is being done: the end of work is told if it is what was told last. */
  tell(told) {
    this.number = told.number;
    const said = told.message || told.what || "";
    this.replaceChildren(
      ...(said ? [make("span", { className: "wb-said" }, said)] : []),
      this.copied("command", told.command),
      this.copied("python", told.python),
    );
  }

  fail(text) {
    this.number = undefined;
    this.replaceChildren(make("span", { className: "wb-fault", role: "alert" }, text));
  }

  copied(kind, text) {
    const button = make("button", { type: "button", title: `Copy the ${kind}` }, "copy");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = "copied";
      setTimeout(() => { button.textContent = "copy"; }, 1200);
    });
    return make("span", { className: `wb-${kind}` }, ...shown(text), button);
  }
}

/** A text as code; of a long one its beginning, and all of it when it is opened. */
function shown(text) {
  if (text.length <= LONGEST) return [make("code", {}, text)];
  const start = text.slice(0, LONGEST).split("\n")[0];
  return [make("details", {}, make("summary", { title: "Show all of it" }, make("code", { title: "Show all of it" }, `${start} …`)), make("pre", { tabIndex: 0 }, text))];
}

const LONGEST = 200;
const HINT = "Whatever is done on the page is shown here as a command and as Python.";
customElements.define("wb-command", Command);
