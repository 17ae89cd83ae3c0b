// A part of the page that shows a project: <wb-something data-key="...">.
import { complain, get, make } from "./client.js";

/** A label with its field, which are not parted where a line ends. */
export const pair = (label, input) => make("span", { className: "wb-pair" }, label, input);

/** What a page says that has nothing to show yet. */
export const noProject = () => make("p", { className: "wb-quiet" }, "Open a project on the page Start first.");

/**
 * Fills `root`, which stays when gradio makes what is inside equal to its template (which is empty).
 * Subclasses have build(), once; project(), for each project that is shown; and heard, the events of
 * the document that they listen to.
 */
export class Part extends HTMLElement {
  static observedAttributes = ["data-key"];

  get key() { return this.dataset.key ?? ""; }

  connectedCallback() {
    const isNew = !this.root;
    if (isNew) {
      this.root = make("div", { className: "wb-part" });
      this.build();
    }
    this.keeping = new MutationObserver(() => this.restore());
    this.keeping.observe(this, { childList: true });
    this.restore();
    this.listening = Object.entries(this.heard ?? {});
    for (const [name, does] of this.listening) document.addEventListener(name, does);
    this.project();
  }

  disconnectedCallback() {
    this.keeping?.disconnect();
    for (const [name, does] of this.listening ?? []) document.removeEventListener(name, does);
  }

  attributeChangedCallback(_name, before, now) {
    if (this.isConnected && this.root && before !== now) this.project();
  }

  restore() {
    if (this.root.parentNode !== this) this.replaceChildren(this.root);
  }

  project() {}
}

/**
 * A part that fetches what it shows when it is first seen, and anew when recordings changed while it
 * was not. Subclasses have begin(), which does so, and `begun`, the key that was begun with;
 * `isStale` says whether they have to.
 */
export class SeenPart extends Part {
  heard = {
    "wb:done": ({ detail: { key, name } }) => this.changed(key, name?.startsWith("project.")),
    "wb:ended": ({ detail: { key, job } }) => this.changed(key, job.name === "label"),
  };

  changed(key, isOfThis) { if (key === this.key && isOfThis) this.isStale = true; }

  connectedCallback() {
    super.connectedCallback();
    this.seen = new IntersectionObserver((entries) => {
      if (entries.some((one) => one.isIntersecting)) this.begin();
    });
    this.seen.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.seen.disconnect();
    this.unwatch?.();
  }

  project() {
    this.begun = null;
    if (this.offsetParent !== null) this.begin();
  }
}

/**
 * A seen part that shows one recording. Subclasses have `recording`, and `version` of it as it is
 * shown; refresh() calls their again(), which shows it anew.
 */
export class RecordingPart extends SeenPart {
  /** Show the recording anew if something of it changed while another page was looked at. */
  async refresh() {
    const { recording } = this;
    if (!recording) return;
    try {
      if (await this.versionOf(recording) !== this.version && recording === this.recording) await this.again();
    } catch (error) {
      complain(error);
    }
  }

  /** What changes whenever there is something new to be seen of a recording. */
  async versionOf(recording) {
    return (await get(this.key, `version/${encodeURIComponent(recording)}`)).version;
  }
}
