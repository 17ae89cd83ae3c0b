// Says whether anything leaves this machine.
import { get, make } from "./client.js";

class Banner extends HTMLElement {
  static observedAttributes = ["data-key"];
  connectedCallback() {
    this.onDone = ({ detail }) => detail.name?.startsWith("model.") && this.show();
    document.addEventListener("wb:done", this.onDone);
    this.show();
  }
  disconnectedCallback() { document.removeEventListener("wb:done", this.onDone); }
  attributeChangedCallback() { if (this.isConnected) this.show(); }

  async show() {
    const key = this.dataset.key;
    if (!key) {
      this.say("No project is open", "Offline: nothing leaves this machine.");
      return;
    }
    try {
      const told = await get(key, "about");
      this.say(told.name, told.leaves);
    } catch (error) {
      this.say("", String(error.message));
    }
  }

  say(name, words) {
    this.replaceChildren(make("strong", {}, name), make("span", { className: "wb-leaves" }, words));
  }
}
customElements.define("wb-banner", Banner);
