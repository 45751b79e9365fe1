"use strict";
// Looking around: search by node, column and team; only the neighbourhood of what was chosen is laid out.

const MOST_DRAWN = 80;
const MOST_FOUND = 12;
const MOST_LISTED = 300;

class Explorer {
  constructor(host, graph, fared) {
    Object.assign(this, { host, graph, fared, chosen: null, options: [], active: -1 });
    this.labels = graph.nodes.map((node) => node[0].toLowerCase());
    this.columnNames = graph.columns.map((name) => name.toLowerCase());
    this.holders = null;
    host.hidden = false;
    this.build();
  }

  build() {
    this.list = h("ul", { id: "found", role: "listbox", "aria-label": "Found", hidden: true });
    this.input = h("input", {
      id: "ask", role: "combobox", type: "text", autocomplete: "off", spellcheck: "false", placeholder: "orders, orders.amount, Payments",
      "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list",
      oninput: () => this.search(), onfocus: () => this.search(), onkeydown: (event) => this.key(event),
      onblur: () => setTimeout(() => this.close(), 150),
    });
    const steps = (name, label) => h("label", {}, label, h("select", { name, onchange: () => this.again() },
      ["0", "1", "2", "3", "5", "99"].map((value) => h("option", { value, selected: value === "2" }, value === "99" ? "all" : value))));
    this.upSteps = steps("up", "Upstream");
    this.downSteps = steps("down", "Downstream");
    this.result = h("div", { class: "result" });
    this.says = h("p", { class: "muted", role: "status" });
    this.host.replaceChildren(
      h("div", { class: "ask" }, h("label", { class: "wide", for: "ask" }, "A node, a column or a team",
        h("div", { class: "combo" }, this.input, this.list)), this.upSteps, this.downSteps),
      this.says, this.result);
  }

  reach(label) { return Number(label.querySelector("select").value); }

  /** What a text can mean: nodes, columns of nodes, teams; names that begin with it first. */
  found(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return [];
    const { graph } = this;
    const fit = (name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 3);
    const nodes = this.best(this.labels.map((name, at) => [fit(name), name.length, at]))
      .map((at) => ({ what: "node", at, text: graph.label(at), side: `${graph.kind(at)}, ${graph.team(at)}` }));
    const teams = this.best(graph.teams.map(([key, name], at) => [Math.min(fit(name.toLowerCase()), fit(key.toLowerCase())), name.length, at]))
      .map((at) => ({ what: "team", at, text: graph.teams[at][1], side: "team" }));
    return [...teams.slice(0, 4), ...nodes, ...this.columnsFound(wanted)].slice(0, MOST_FOUND + 6);
  }

  best(scored) {
    return scored.filter(([fit]) => fit < 3).sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2])
      .slice(0, MOST_FOUND).map((one) => one[2]);
  }

  /** `amount` is a column of any node, `orders.amount` one of a node called so. */
  columnsFound(wanted) {
    const dot = wanted.lastIndexOf(".");
    const [node, column] = dot > 0 ? [wanted.slice(0, dot), wanted.slice(dot + 1)] : ["", wanted];
    if (!column) return [];
    const { graph } = this;
    const fitting = new Set(this.columnNames.flatMap((name, number) => (name.startsWith(column) || (!node && name.includes(column)) ? [number] : [])));
    const found = [];
    for (let at = 0; fitting.size && at < graph.nodes.length && found.length < MOST_FOUND; at += 1) {
      if (node && !this.labels[at].includes(node)) continue;
      graph.nodes[at][6].forEach((number, place) => {
        if (fitting.has(number) && found.length < MOST_FOUND) {
          found.push({ what: "column", at, place, text: `${graph.label(at)}.${graph.columns[number]}`, side: `column, ${graph.team(at)}` });
        }
      });
    }
    return found;
  }

  search() {
    this.options = this.found(this.input.value);
    this.active = this.options.length ? 0 : -1;
    this.list.replaceChildren(...this.options.map((option, number) => h("li", {
      id: `found-${number}`, role: "option", "aria-selected": String(number === this.active),
      onmousedown: (event) => { event.preventDefault(); this.choose(option); } }, named(option.text), h("span", {}, option.side))));
    const open = this.options.length > 0;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.mark();
    if (this.input.value.trim() && !open) this.says.textContent = "Nothing is called so.";
  }

  mark() {
    [...this.list.children].forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === this.active));
      if (number === this.active) option.scrollIntoView({ block: "nearest" });
    });
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `found-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.options.length) {
      event.preventDefault();
      this.active = (this.active + step + this.options.length) % this.options.length;
      this.mark();
    } else if (event.key === "Enter" && this.options[this.active] && !this.list.hidden) {
      event.preventDefault();
      this.choose(this.options[this.active]);
    } else if (event.key === "Escape") this.close();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  choose(option) {
    this.close();
    this.input.value = option.text;
    this.chosen = option;
    this.again();
  }

  again() {
    if (!this.chosen) return;
    const { what, at, place } = this.chosen;
    if (what === "team") this.showTeam(at);
    else if (what === "column") this.showColumn(at, place);
    else this.showNode(at);
  }

  spot(at, columns) { return { at, role: this.fared[this.graph.fared(at)], columns: columns || [], says: [] }; }

  picture(spots, more, chosen, lit) {
    const host = h("div", { class: "picture" });
    this.result.replaceChildren(host);
    const nodes = spots.map((spot) => spot.at);
    new Picture(host, this.graph, {
      spots, edges: this.graph.edgesIn(nodes), lit, more, chosen, label: `Lineage around ${this.graph.label(chosen)}`,
      onOpen: (at) => this.choose({ what: "node", at, text: this.graph.label(at) }),
      onColumn: (at, place) => this.choose({ what: "column", at, place, text: `${this.graph.label(at)}.${this.graph.columnsOf(at)[place]}` }),
    });
  }

  showNode(at) {
    const { nodes, left } = this.graph.around(at, this.reach(this.upSteps), this.reach(this.downSteps), MOST_DRAWN);
    const teams = new Set(nodes.map((node) => this.graph.team(node)));
    this.says.textContent = `${counted(nodes.length, "node")} of ${counted(teams.size, "team")}${left ? "; too many to draw all: take fewer steps" : ""}`;
    this.picture(nodes.map((node) => this.spot(node)), left, at);
  }

  showColumn(at, place) {
    const { columns, edges } = this.graph.traced(at, place);
    const nodes = [...columns.keys()].sort((one, other) => one - other);
    const drawn = nodes.length > MOST_DRAWN ? [...new Set([at, ...nodes])].slice(0, MOST_DRAWN).sort((one, other) => one - other) : nodes;
    const known = this.graph.byColumn ? "" : "; only SQL around incidents was read for this page: onus lineage follows any column";
    this.says.textContent = `its value is in columns of ${counted(nodes.length, "node")}${known}`;
    this.picture(drawn.map((node) => this.spot(node, columns.get(node))), nodes.length - drawn.length, at, edges);
  }

  showTeam(team) {
    const { graph } = this;
    const owned = graph.nodes.flatMap((node, at) => (node[3] === team ? [at] : []));
    this.says.textContent = `${graph.teams[team][1]} answers for ${counted(owned.length, "node")}`;
    const items = owned.slice(0, MOST_LISTED).map((at) => h("li", {}, h("button", {
      type: "button", onclick: () => this.choose({ what: "node", at, text: graph.label(at) }) }, named(graph.label(at))),
    " ", h("span", { class: "muted" }, WORDS[this.fared[graph.fared(at)]])));
    if (owned.length > MOST_LISTED) items.push(h("li", { class: "muted" }, `and ${counted(owned.length - MOST_LISTED, "node")} more`));
    this.result.replaceChildren(h("div", { class: "picture" }, h("ul", { class: "team-list" }, items)));
  }
}
