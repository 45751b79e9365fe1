"use strict";
// A picture of lineage: dagre lays it out, SVG shows it, and everything in it can be reached by keyboard.

const BOX = { width: 190, line: 16, top: 20 };
const WORDS = {
  origin: "born here", suspect: "suspect", failed: "failed", skipped: "skipped", passed: "passed here",
  untested: "not tested", hit: "hit", warned: "warned",
};

/** A shape per role, 14 by 14: no two are alike without colour. */
function roleShape(role) {
  const shapes = {
    origin: [["path", { d: "M7 0.5 13.5 7 7 13.5 0.5 7Z", class: "role solid" }]],
    suspect: [["path", { d: "M7 1 13 7 7 13 1 7Z", class: "role" }]],
    failed: [["path", { d: "M2.5 2.5 11.5 11.5M11.5 2.5 2.5 11.5", class: "role" }]],
    skipped: [["circle", { cx: 7, cy: 7, r: 5.5, class: "role" }], ["path", { d: "M3.2 10.8 10.8 3.2", class: "role" }]],
    passed: [["path", { d: "M1.5 7.5 5.5 11.5 12.5 2.5", class: "role" }]],
    untested: [["circle", { cx: 7, cy: 7, r: 5.5, class: "role", "stroke-dasharray": "1.5 2.5" }]],
    hit: [["path", { d: "M7 1V12M2.5 7.5 7 12 11.5 7.5", class: "role" }]],
    warned: [["path", { d: "M7 1.5V9M7 11.5V13", class: "role" }]],
  };
  const parts = shapes[role] || shapes.untested;
  const made = parts.map(([name, given]) => s(name, { ...given, class: `${given.class} role-${role}` }));
  return s("g", { "aria-hidden": "true" }, made);
}

class Picture {
  /**
   * `spots`: {at, role, columns, says}; `edges`: pairs of `at`; `lit`: edges on the way of a column, "from to".
   * `chosen` is the spot that was asked for; `onOpen(at)` and `onColumn(at, place)` go on to others.
   */
  constructor(host, graph, { spots, edges, lit, more, chosen, label, onOpen, onColumn }) {
    Object.assign(this, { host, graph, spots, edges, chosen, onOpen, onColumn });
    this.lit = lit || new Set();
    this.scale = 1;
    this.direction = host.clientWidth > 640 || !host.clientWidth ? "LR" : "TB";
    this.canvas = h("div", { class: "canvas", tabindex: "0", role: "region", "aria-label": label });
    this.note = h("div", { class: "spot-note", role: "status" });
    host.hidden = false;
    host.replaceChildren(this.tools(more), this.canvas, this.legend(), this.note);
    this.draw();
  }

  tools(more) {
    const zoom = (by) => () => { this.scale = Math.min(2, Math.max(0.25, this.scale * by)); this.size(); };
    return h("div", { class: "tools" },
      h("button", { type: "button", onclick: zoom(1.25), "aria-label": "Larger" }, "+"),
      h("button", { type: "button", onclick: zoom(0.8), "aria-label": "Smaller" }, "−"),
      h("button", { type: "button", onclick: () => this.fit() }, "Fit"),
      h("button", { type: "button", onclick: () => { this.direction = this.direction === "LR" ? "TB" : "LR"; this.draw(); } }, "Turn"),
      h("span", { class: "hint" }, more ? `${counted(more, "node")} more not drawn` : "choose a node to see more of it"));
  }

  legend() {
    const roles = [...new Set(this.spots.map((spot) => spot.role))];
    return h("ul", { class: "legend" }, roles.map((role) => h("li", {},
      s("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, roleShape(role)), WORDS[role])));
  }

  draw() {
    const layout = new dagre.graphlib.Graph();
    layout.setGraph({ rankdir: this.direction, nodesep: 14, ranksep: 30, marginx: 4, marginy: 4 });
    layout.setDefaultEdgeLabel(() => ({}));
    for (const spot of this.spots) {
      const height = BOX.top + BOX.line * (spot.columns.length ? 3 : 2) + 6;
      layout.setNode(String(spot.at), { width: BOX.width, height });
    }
    for (const [from, to] of this.edges) layout.setEdge(String(from), String(to));
    dagre.layout(layout);
    // dagre's own size leaves out edges that go around everything
    const points = this.edges.flatMap(([from, to]) => layout.edge(String(from), String(to)).points);
    const [sides, bends] = [points.map((point) => point.x), points.map((point) => point.y)];
    const { width, height } = layout.graph();
    const [left, top] = [Math.floor(Math.min(0, ...sides)), Math.floor(Math.min(0, ...bends))];
    this.wide = Math.ceil(Math.max(width || BOX.width, ...sides)) - left + 2;
    this.high = Math.ceil(Math.max(height || 60, ...bends)) - top + 2;
    this.svg = s("svg", { viewBox: `${left} ${top} ${this.wide} ${this.high}`, role: "group", "aria-label": "Lineage, left to right or top to bottom" },
      this.edges.map((edge) => this.edge(layout, edge)), this.spots.map((spot) => this.node(layout.node(String(spot.at)), spot)));
    this.canvas.replaceChildren(this.svg);
    this.fit();
    const centre = this.chosen === undefined ? null : layout.node(String(this.chosen));
    if (centre) this.canvas.scrollTo(centre.x * this.scale - this.canvas.clientWidth / 2, centre.y * this.scale - this.canvas.clientHeight / 2);
  }

  edge(layout, [from, to]) {
    const points = layout.edge(String(from), String(to)).points;
    const key = `${from} ${to}`;
    const classes = ["edge", this.graph.guessed.has(key) && "inferred", this.lit.has(key) && "lit"].filter(Boolean).join(" ");
    // through dagre's own points, rounded at each
    let path = `M${points[0].x} ${points[0].y}`;
    for (let at = 1; at < points.length - 1; at += 1) {
      const next = { x: (points[at].x + points[at + 1].x) / 2, y: (points[at].y + points[at + 1].y) / 2 };
      path += ` Q${points[at].x} ${points[at].y} ${next.x} ${next.y}`;
    }
    const end = points[points.length - 1];
    path += ` L${end.x} ${end.y}`;
    const before = points[points.length - 2];
    const turn = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
    return s("g", { "data-from": from, "data-to": to, class: "way-on" },
      s("path", { d: path, class: classes }),
      s("path", { d: "M0 0 -7 -3.5 -7 3.5Z", transform: `translate(${end.x} ${end.y}) rotate(${turn})`, class: this.lit.has(key) ? "tip lit" : "tip" }));
  }

  node(box, spot) {
    const { graph } = this;
    const [label, team, kind] = [graph.label(spot.at), graph.team(spot.at), graph.kind(spot.at)];
    const word = WORDS[spot.role];
    const left = box.x - box.width / 2;
    const top = box.y - box.height / 2;
    const round = { exposure: box.height / 2, source: 1 }[kind] ?? 7;
    const inset = kind === "exposure" ? 22 : 12;
    const others = spot.columns.length - 1;
    const fields = others > 0 ? `${shortened(spot.columns[0], 18)} +${others}` : spot.columns[0];
    const cut = kind === "exposure" ? -6 : 0;
    const lines = [["name", shortened(label, 23 + cut)], ["team", shortened(team, 28 + cut)], fields && ["fields", shortened(fields, 23)]].filter(Boolean);
    const what = kind === "exposure" && spot.role === "untested" ? kind : `${word} · ${kind}`;
    // what is read out begins with what is seen; what was cut short follows in full
    const spoken = [...lines.map((one) => one[1]), what].join(" ");
    const whole = [label, team, ...spot.columns].filter((text) => !spoken.includes(text)).join(", ");
    const open = () => this.open(spot);
    return s("g", {
      class: `node ${spot.role}${spot.at === this.chosen ? " chosen" : ""}`, transform: `translate(${left} ${top})`, tabindex: "0", role: "button",
      "data-at": spot.at, "aria-label": whole ? `${spoken} (${whole})` : spoken,
      onclick: open, onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); } },
      onmouseenter: () => this.light(spot.at), onmouseleave: () => this.light(null),
      onfocus: () => this.light(spot.at), onblur: () => this.light(null),
    },
    s("rect", { class: "box", width: box.width, height: box.height, rx: round }),
    // a source is where data comes in: its left edge is double
    kind === "source" && s("path", { d: `M5 0V${box.height}`, class: "role" }),
    lines.map(([classes, text], at) => s("text", { x: inset, y: BOX.top + BOX.line * at, class: classes }, `${text} `)),
    s("g", { transform: `translate(${inset} ${box.height - 16})` }, s("g", { transform: "scale(0.78)" }, roleShape(spot.role)),
      s("text", { x: 17, y: 10, class: "what" }, what)));
  }

  /** Only what hangs together with a node stays bright. */
  light(at) {
    const kept = at === null ? null : new Set([at]);
    for (const side of kept ? [0, 1] : []) {
      const queue = [at];
      while (queue.length) {
        const here = queue.pop();
        for (const edge of this.edges) {
          if (edge[side] === here && !kept.has(edge[1 - side])) { kept.add(edge[1 - side]); queue.push(edge[1 - side]); }
        }
      }
    }
    for (const node of this.svg.querySelectorAll(".node")) node.classList.toggle("dim", kept !== null && !kept.has(Number(node.dataset.at)));
  }

  fit() {
    const room = this.canvas.clientWidth - 20;
    this.scale = room > 0 ? Math.min(1, Math.max(0.8, room / this.wide)) : 1;
    this.size();
  }

  size() {
    this.svg.setAttribute("width", Math.round(this.wide * this.scale));
    this.svg.setAttribute("height", Math.round(this.high * this.scale));
  }

  open(spot) {
    const { graph } = this;
    for (const node of this.svg.querySelectorAll(".node")) node.classList.toggle("chosen", Number(node.dataset.at) === spot.at);
    const columns = graph.columnsOf(spot.at);
    const row = (name, value) => value && [h("dt", {}, name), h("dd", {}, value)];
    this.note.replaceChildren(
      h("strong", {}, named(graph.label(spot.at))), " ", h("span", { class: "muted mono" }, graph.id(spot.at)),
      h("dl", {},
        row("team", h("span", {}, named(graph.team(spot.at)), h("span", { class: "muted" }, ` ${graph.why(spot.at)}`))),
        row("here", spot.says.length ? h("span", {}, spot.says.join("; ")) : WORDS[spot.role]),
        row("columns", columns.length && h("span", { class: "columns" }, columns.slice(0, 40).map((name, place) => h("button", {
          type: "button", onclick: () => this.onColumn(spot.at, place) }, named(name))),
        columns.length > 40 && h("span", { class: "muted" }, `and ${columns.length - 40} more: search for NODE.COLUMN`)))),
      h("p", {}, h("button", { type: "button", onclick: () => this.onOpen(spot.at) }, "Look around from here")));
  }
}
