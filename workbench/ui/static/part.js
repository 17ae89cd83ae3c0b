// A part of the page that shows a project: <wb-something data-key="...">.
import { make } from "./client.js";

/** A label with its field, which are not parted where a line ends. */
export const pair = (label, input) => make("span", { className: "wb-pair" }, label, input);

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
