"use strict";
// Elements are made one by one and texts are set as texts: nothing of the data is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

function element(space, name, attributes, children) {
  const made = space ? document.createElementNS(space, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) made.append(child);
  }
  return made;
}

const h = (name, attributes, ...children) => element(null, name, attributes, children);
const s = (name, attributes, ...children) => element(SVG, name, attributes, children);
const named = (text) => h("bdi", {}, text);
const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/** The middle of a long name says less than its ends. */
function shortened(text, most) {
  const letters = [...text];
  if (letters.length <= most) return text;
  const kept = most - 1;
  return letters.slice(0, Math.ceil(kept * 0.6)).join("") + "…" + letters.slice(-Math.floor(kept * 0.4)).join("");
}

/** The graph as it came, with what is worth having at hand. */
class Graph {
  constructor(data) {
    Object.assign(this, data);
    this.up = this.nodes.map(() => []);
    this.down = this.nodes.map(() => []);
    for (let at = 0; at < this.edges.length; at += 2) {
      this.down[this.edges[at]].push(this.edges[at + 1]);
      this.up[this.edges[at + 1]].push(this.edges[at]);
    }
    this.guessed = new Set();
    for (let at = 0; at < this.inferred.length; at += 2) this.guessed.add(`${this.inferred[at]} ${this.inferred[at + 1]}`);
  }

  label(at) { return this.nodes[at][0]; }
  id(at) { return this.nodes[at][1]; }
  kind(at) { return this.kinds[this.nodes[at][2]]; }
  team(at) { return this.teams[this.nodes[at][3]][1]; }
  why(at) { return this.whys[this.nodes[at][4]]; }
  fared(at) { return this.nodes[at][5]; }
  columnsOf(at) { return this.nodes[at][6].map((number) => this.columns[number]); }

  /** Edges within a set of nodes. */
  edgesIn(nodes) {
    const inside = new Set(nodes);
    return nodes.flatMap((at) => this.down[at].filter((child) => inside.has(child)).map((child) => [at, child]));
  }

  /** The neighbourhood of a node, nearest first; `left` are nodes in reach that are too many to draw. */
  around(start, up, down, most) {
    const found = new Map([[start, 0]]);
    let left = 0;
    let layers = [[[start], this.up, up], [[start], this.down, down]];
    for (let depth = 1; layers.some(([layer]) => layer.length); depth += 1) {
      layers = layers.map(([layer, edges, reach]) => {
        const next = [];
        for (const at of depth <= reach ? layer : []) {
          for (const other of edges[at]) {
            if (found.has(other)) continue;
            if (found.size >= most) { left += 1; continue; }
            found.set(other, depth);
            next.push(other);
          }
        }
        return [next, edges, reach];
      });
    }
    return { nodes: [...found.keys()].sort((one, other) => one - other), left };
  }

  /** Which columns this one is made of and goes into: node -> names, and the pairs of nodes between. */
  traced(start, column) {
    if (!this.linked) {
      this.linked = { up: new Map(), down: new Map() };
      const add = (links, key, value) => (links.has(key) ? links.get(key).push(value) : links.set(key, [value]));
      for (let at = 0; at < this.links.length; at += 4) {
        const [parent, from, child, into] = this.links.slice(at, at + 4);
        add(this.linked.down, `${parent} ${from}`, [child, into]);
        add(this.linked.up, `${child} ${into}`, [parent, from]);
      }
    }
    const columns = new Map([[start, new Set([column])]]);
    const edges = new Set();
    for (const [way, links] of Object.entries(this.linked)) {
      const queue = [[start, column]];
      const seen = new Set([`${start} ${column}`]);
      while (queue.length) {
        const [node, name] = queue.shift();
        for (const [other, its] of links.get(`${node} ${name}`) || []) {
          edges.add(way === "up" ? `${other} ${node}` : `${node} ${other}`);
          if (seen.has(`${other} ${its}`)) continue;
          seen.add(`${other} ${its}`);
          if (!columns.has(other)) columns.set(other, new Set());
          columns.get(other).add(its);
          queue.push([other, its]);
        }
      }
    }
    const spelled = new Map();
    for (const [node, its] of columns) {
      const names = this.columnsOf(node);
      spelled.set(node, [...its].map((place) => names[place]));
    }
    return { columns: spelled, edges };
  }
}
