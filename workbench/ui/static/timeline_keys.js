// The keys of the timeline, and the sheet that lists them.
import { make } from "./client.js";

/** What it does, the keys as they are shown, the keys as the browser names them, in words. */
export const KEYS = [
  ["Play", [
    ["toggle", "Space", [" "], "play or pause"],
    ["clip", "Enter", ["Enter"], "play the clip of the selected bout"],
    ["frameBack", ",", [","], "one frame back"],
    ["frameOn", ".", ["."], "one frame on"],
    ["jumpBack", "j", ["j"], "back 5 seconds"],
    ["jumpOn", "l", ["l"], "on 5 seconds"],
    ["loop", "o", ["o"], "loop clips, or not"],
  ]],
  ["Look", [
    ["zoomIn", "+", ["+", "="], "zoom in (also Ctrl and wheel, or pinch)"],
    ["zoomOut", "-", ["-"], "zoom out"],
    ["fit", "0", ["0"], "show all of the recording"],
    ["panBack", "PageUp", ["PageUp"], "earlier (also wheel, or drag)"],
    ["panOn", "PageDown", ["PageDown"], "later"],
    ["toStart", "Home", ["Home"], "to the start"],
    ["toEnd", "End", ["End"], "to the end"],
    ["follow", "f", ["f"], "follow the playhead, or not"],
    ["previousRecording", "[", ["["], "previous recording"],
    ["nextRecording", "]", ["]"], "next recording"],
  ]],
  ["Choose", [
    ["left", "←", ["ArrowLeft"], "previous bout of the row"],
    ["right", "→", ["ArrowRight"], "next bout of the row"],
    ["up", "↑", ["ArrowUp"], "nearest bout of the row above"],
    ["down", "↓", ["ArrowDown"], "nearest bout of the row below"],
    ["next", "n", ["n"], "next to review"],
    ["previous", "p", ["p"], "previous to review"],
    ["leave", "Esc", ["Escape"], "close the form, or choose nothing"],
  ]],
  ["Decide", [
    ["accept", "a", ["a"], "accept the selected bout"],
    ["reject", "x", ["x"], "reject it"],
    ["edit", "e", ["e"], "edit it"],
    ["add", "b", ["b"], "add a bout: at its start, and again at its end"],
    ["undo", "u or Ctrl+Z", ["u", "ctrl+z"], "take back what you did last"],
    ["redo", "Shift+U or Ctrl+Y", ["U", "ctrl+y", "ctrl+Z"], "do it again"],
    ["blind", "h", ["h"], "blind: hide what was said until you judged"],
    ["help", "?", ["?"], "this list"],
  ]],
];

const BY_KEY = new Map(KEYS.flatMap(([, rows]) => rows).flatMap(([does, , keys]) =>
  keys.map((key) => [key, does])));
const PRESSES = new Set([" ", "Enter"]);
const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

/** What a key does here; null if it is meant for something else. */
export function meant(event) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return null;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=listbox]")) return null;
  const isControl = target.closest("button, a, summary, input, [role=tab]");
  if (isControl && PRESSES.has(event.key)) return null;
  if (target.closest("[role=tab]") && ARROWS.has(event.key)) return null;
  if (target === document.body && ARROWS.has(event.key) && event.key.startsWith("Page")) return null;
  const held = event.ctrlKey || event.metaKey;
  return BY_KEY.get(held ? `ctrl+${event.key}` : event.key) ?? null;
}

/** The sheet that lists all keys. */
export function helpSheet() {
  const close = make("button", { type: "button", className: "wbt-button" }, "Close");
  const sheet = make("dialog", { className: "wbt-help", "aria-labelledby": "wbt-help-title" },
    make("div", { className: "wbt-help-top" }, make("h2", { id: "wbt-help-title" }, "Keys of the timeline"), close),
    make("div", { className: "wbt-help-parts" }, ...KEYS.map(([title, rows]) => make("section", {},
      make("h3", {}, title),
      make("dl", {}, ...rows.flatMap(([, shown, , words]) => [
        make("dt", {}, make("kbd", {}, shown)), make("dd", {}, words)]))))));
  close.addEventListener("click", () => sheet.close());
  return sheet;
}
