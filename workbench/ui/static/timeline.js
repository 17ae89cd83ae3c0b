// The timeline: video, overlays and bouts.
class Timeline extends HTMLElement {}
customElements.define("wb-timeline", Timeline);
