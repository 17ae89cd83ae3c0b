// The tabs by keyboard: Tab stops at one of them, arrows go along them, Enter or Space opens. The one
// that is open is kept for as long as the browser's tab is, so that loading the page again comes back
// to it. (Not in the address: gradio drops the project from one with a hash.)
const LIST = "#wb-pages [role=tablist]";
const KEPT = "wb-tab";

/** Where a key leads from the place `at` of `count`. */
const LEADS = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

const tabs = () => [...document.querySelectorAll(`${LIST} > [role=tab]`)];

function stopAt(one) {
  for (const tab of tabs()) tab.tabIndex = tab === one ? 0 : -1;
}

const openTab = () => tabs().find((tab) => tab.getAttribute("aria-selected") === "true");

function stopAtOpen() {
  stopAt(openTab() ?? tabs()[0]);
}

function openAsKept() {
  const kept = sessionStorage.getItem(KEPT);
  tabs().find((tab) => tab.dataset.tabId === kept)?.click();
}

function changed() {
  stopAtOpen();
  const name = openTab()?.dataset.tabId;
  if (name) sessionStorage.setItem(KEPT, name);
}

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.(`${LIST} > [role=tab]`);
  const leads = LEADS[event.key];
  if (!tab || !leads || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  const all = tabs();
  const next = all[leads(all.indexOf(tab), all.length)];
  stopAt(next);
  next.focus();
});

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  if (target.closest?.(LIST) && !relatedTarget?.closest(LIST)) stopAtOpen();
});

/** Gradio makes the tabs after this is loaded. */
function begin(_changes, waiting) {
  const list = document.querySelector(LIST);
  if (!list) return;
  waiting.disconnect();
  stopAtOpen();
  openAsKept();
  new MutationObserver(changed).observe(list, { childList: true, subtree: true, attributeFilter: ["aria-selected"] });
}

const waiting = new MutationObserver(begin);
waiting.observe(document.body, { childList: true, subtree: true });
begin([], waiting);
