// Colours of behaviors, after Okabe & Ito (2008), legible on light and on dark ground.

const HUES = [
  [230, 159, 0], [86, 180, 233], [0, 158, 115], [204, 121, 167],
  [213, 94, 0], [0, 114, 178], [240, 228, 66],
];
const LIGHT = { towards: [0, 0, 0], shares: [0.12, 0.42, 0.0] };
const DARK = { towards: [255, 255, 255], shares: [0.1, 0.5, -0.3] };

/** The colour of the behavior at some place of the ethogram. */
export function colour(place, isDark) {
  const hue = HUES[place % HUES.length];
  const { towards, shares } = isDark ? DARK : LIGHT;
  let share = shares[Math.floor(place / HUES.length) % shares.length];
  let to = towards;
  if (share < 0) [share, to] = [-share, [0, 0, 0]];
  return `rgb(${hue.map((part, i) => Math.round(part * (1 - share) + to[i] * share)).join(",")})`;
}

/** The colour of an animal by its place among the animals; the same on any ground. */
export const animalColour = (place) => `rgb(${HUES[place % HUES.length].join(",")})`;

/** Whether the page is dark. */
export const isDark = () => document.body.classList.contains("dark")
  || document.documentElement.classList.contains("dark");

/** Colours of the page as they stand, for a canvas. */
export function inks(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    ink: of("--wb-ink"), quiet: of("--wb-quiet"), line: of("--wb-line"), ground: of("--wb-ground"),
    raised: of("--wb-raised"), accent: of("--wb-accent"), fault: of("--wb-fault"), dark: isDark(),
    font: style.fontFamily || "sans-serif",
  };
}

/** Call back whenever the page turns dark or light. */
export function onTheme(callback) {
  const watch = new MutationObserver(callback);
  for (const root of [document.documentElement, document.body]) {
    watch.observe(root, { attributes: true, attributeFilter: ["class"] });
  }
  return () => watch.disconnect();
}
