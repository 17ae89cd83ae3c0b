// The picture of a graph as SVG; every entity and everything that one does is a button in it.
import { colour, isDark } from "./timeline_colors.js";

const TEXT = 11;
const LINE = 17;
const PIXELS = 1.25;
const SMALLEST = 0.85;

function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** choose(part, words): a person chose an entity or an edge. */
export function draw(graph, choose) {
  const root = svg("svg", {
    viewBox: `0 0 ${graph.width} ${graph.height}`, role: "group",
    "aria-label": "Who did what to whom; each entity and each behavior lists its facts",
  });
  root.style.width = `${graph.width * PIXELS}px`;
  root.style.minWidth = `${graph.width * SMALLEST}px`;
  const at = new Map(graph.nodes.map((node) => [node.name, node]));
  const isBetween = (edge) => edge.object !== null && edge.object !== edge.subject;
  const drawn = graph.edges.filter((edge) => edge.at);
  for (const arrow of graph.arrows) root.append(curve(arrow));
  for (const edge of drawn) if (!isBetween(edge)) root.append(tie(edge, at.get(edge.subject)));
  for (const arrow of graph.arrows) root.append(label(arrow));
  for (const box of graph.alone) if (box.more) root.append(more(box.box, box.more, true));
  for (const node of graph.nodes) root.append(entity(node, choose));
  for (const edge of drawn) root.append(isBetween(edge) ? row(edge, choose) : pill(edge, choose));
  return root;
}

function pressed(group, choose, part, words) {
  group.setAttribute("tabindex", "0");
  group.setAttribute("role", "button");
  group.setAttribute("aria-label", words);
  group.classList.add("wb-graph-part");
  const act = () => {
    for (const other of group.ownerSVGElement.querySelectorAll("[aria-pressed=true]")) other.setAttribute("aria-pressed", "false");
    group.setAttribute("aria-pressed", "true");
    choose(part, words);
  };
  group.setAttribute("aria-pressed", "false");
  group.addEventListener("click", act);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
  group.append(svg("title", {}, words));
  return group;
}

function texts(lines, x, y, attributes) {
  const top = y - ((lines.length - 1) * TEXT * 1.25) / 2;
  return lines.map((line, i) => svg("text", {
    x, y: top + i * TEXT * 1.25, "dominant-baseline": "central", "font-size": TEXT, ...attributes,
  }, line));
}

function entity(node, choose) {
  const { x, y, half } = node;
  const shape = node.kind === "animal"
    ? svg("circle", { cx: x, cy: y, r: half, class: "wb-graph-animal" })
    : svg("rect", { x: x - half, y: y - half, width: 2 * half, height: 2 * half, class: "wb-graph-place" });
  const group = svg("g", {}, shape, ...texts(node.lines, x, y, { "text-anchor": "middle", "font-weight": 700 }));
  return pressed(group, choose, { node: node.name }, `${node.name} (${node.kind})`);
}

/** An arrow that ends in a head, as wide as what one did to the other took time. */
function curve(arrow) {
  const [start, bend, end] = arrow.curve;
  const way = [end[0] - bend[0], end[1] - bend[1]];
  const length = Math.hypot(...way) || 1;
  const [dx, dy] = [way[0] / length, way[1] / length];
  const head = 9 + arrow.width;
  const foot = [end[0] - dx * head, end[1] - dy * head];
  const wide = arrow.width / 2 + 4;
  const point = (x, y) => `${x.toFixed(1)},${y.toFixed(1)}`;
  return svg("g", { class: "wb-graph-arrow", "aria-hidden": "true" },
    svg("path", { d: `M${point(...start)} Q${point(...bend)} ${point(...foot)}`, "stroke-width": arrow.width }),
    svg("polygon", { points: [point(...end), point(foot[0] - dy * wide, foot[1] + dx * wide), point(foot[0] + dy * wide, foot[1] - dx * wide)].join(" ") }));
}

function label(arrow) {
  const { x, y, width, height } = arrow.label;
  const group = svg("g", { "aria-hidden": "true" }, svg("rect", { x, y, width, height, class: "wb-graph-label" }),
    ...texts(arrow.heading, x + 6, y + 4 + (arrow.heading.length * LINE) / 2, { class: "wb-graph-quiet" }));
  if (arrow.more) group.append(more(arrow.label, arrow.more, false));
  return group;
}

const more = (box, count, isMiddle) => texts([`and ${count} more, in the table`],
  isMiddle ? box.x + box.width / 2 : box.x + 22, box.y + box.height - LINE / 2 - (isMiddle ? 5 : 2),
  { class: "wb-graph-quiet", "text-anchor": isMiddle ? "middle" : "start" })[0];

const said = (edge) => `${[edge.subject, edge.verb, edge.object].filter(Boolean).join(" ")}: ${edge.amount}`;

export const partOf = (edge) => ({ subject: edge.subject, does: edge.predicate, object: edge.object ?? "" });

/** A line of an arrow's label, with a bar as long as its share of the time. */
function row(edge, choose) {
  const { x, y, width, height, lines, share } = edge.at;
  const ink = colour(edge.colour, isDark());
  const group = svg("g", {},
    svg("rect", { x: x + 1, y, width: width - 2, height, class: "wb-graph-row" }),
    svg("rect", { x: x + 1, y: y + 1, width: Math.max((width - 2) * share, 0), height: height - 2, fill: ink, opacity: 0.28 }),
    svg("rect", { x: x + 6, y: y + height / 2 - 5, width: 10, height: 10, fill: ink }),
    ...texts(lines, x + 22, y + height / 2, {}));
  return pressed(group, choose, partOf(edge), said(edge));
}

function tie(edge, node) {
  const { x, y, width, height } = edge.at;
  return svg("line", { x1: node.x, y1: node.y, x2: x + width / 2, y2: y + height / 2, class: "wb-graph-tie" });
}

function pill(edge, choose) {
  const { x, y, width, height, lines } = edge.at;
  const group = svg("g", {},
    svg("rect", {
      x: x + 2, y: y + 2, width: width - 4, height: height - 4, rx: 10, class: "wb-graph-pill",
      stroke: colour(edge.colour, isDark()),
    }), ...texts(lines, x + width / 2, y + height / 2, { "text-anchor": "middle" }));
  return pressed(group, choose, partOf(edge), said(edge));
}
