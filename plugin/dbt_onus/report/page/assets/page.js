"use strict";
// What the page does once it is there. Without scripts all of the text is there all the same.

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const graph = new Graph(data.graph);
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)];

  // how long ago: told from now, so that an old page does not look new
  const ago = (then) => {
    const minutes = Math.max(0, (Date.now() - then) / 60000);
    const [number, unit] = minutes < 1 ? [0, ""] : minutes < 120 ? [minutes, "minute"] : minutes < 2880 ? [minutes / 60, "hour"] : [minutes / 1440, "day"];
    return unit ? `(${counted(Math.round(number), unit)} ago)` : "(just now)";
  };
  for (const place of all(".age")) {
    const time = place.previousElementSibling;
    if (time && time.dateTime) place.textContent = ago(Date.parse(time.dateTime));
  }

  // the theme: the system's, until a person says otherwise
  const theme = document.querySelector(".theme");
  const themes = ["system", "dark", "light"];
  let told = "system";
  const show = () => {
    if (told === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = told;
    theme.replaceChildren(h("span", { "aria-hidden": "true" }, "◐ "), told);
    theme.setAttribute("aria-label", `Theme: ${told}`);
  };
  theme.addEventListener("click", () => { told = themes[(themes.indexOf(told) + 1) % themes.length]; show(); });
  theme.hidden = false;
  show();

  // lineage: pictures are drawn when they are first seen
  const host = document.querySelector(".explorer");
  const explorer = new Explorer(host, graph, data.fared);
  const explore = (option) => {
    explorer.choose(option);
    document.getElementById("lineage").scrollIntoView();
    explorer.input.focus({ preventScroll: true });
    explorer.close();
  };
  const draw = (incident) => {
    const place = incident.querySelector("[data-picture]:not([data-drawn])");
    if (!place) return;
    const { spots, edges, more } = data.pictures[place.dataset.picture];
    place.dataset.drawn = "";
    place.hidden = false;
    const pairs = [];
    for (let at = 0; at < edges.length; at += 2) pairs.push([edges[at], edges[at + 1]]);
    new Picture(place, graph, {
      spots: spots.map(([at, role, columns, says]) => ({ at, role: data.roles[role][0], columns, says })),
      edges: pairs, more, label: "Lineage of the incident",
      onOpen: (at) => explore({ what: "node", at, text: graph.label(at) }),
      onColumn: (at, column) => explore({ what: "column", at, place: column, text: `${graph.label(at)}.${graph.columnsOf(at)[column]}` }),
    });
    for (const way of all(".way", incident)) way.hidden = true;
  };
  const incidents = all(".incident");
  for (const incident of incidents) {
    incident.addEventListener("toggle", () => { if (incident.open) draw(incident); });
    if (incident.open) draw(incident);
  }
  window.addEventListener("beforeprint", () => {
    for (const incident of incidents.length <= 20 ? incidents : []) { incident.open = true; draw(incident); }
  });

  // a link to an incident opens it
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const wanted = incidents.find((one) => one.id === id);
    if (wanted) { wanted.open = true; wanted.scrollIntoView(); }
  };
  window.addEventListener("hashchange", follow);
  follow();
  for (const incident of incidents) {
    incident.querySelector("summary").addEventListener("click", () => history.replaceState(null, "", `#${incident.id}`));
  }

  // filters
  const filters = document.querySelector(".filters");
  if (filters) {
    filters.hidden = false;
    const text = filters.querySelector("input");
    const teams = all("[data-team]", filters);
    const words = incidents.map((one) => one.textContent.toLowerCase());
    const apply = () => {
      const wanted = text.value.trim().toLowerCase();
      const team = teams.find((one) => one.getAttribute("aria-pressed") === "true").dataset.team;
      let shown = 0;
      incidents.forEach((one, at) => {
        one.hidden = !((!team || one.dataset.team === team) && (!wanted || words[at].includes(wanted)));
        shown += one.hidden ? 0 : 1;
      });
      filters.querySelector(".count").textContent = shown === incidents.length ? "" : `${shown} of ${incidents.length}`;
    };
    text.addEventListener("input", apply);
    for (const one of teams) {
      one.addEventListener("click", () => {
        for (const other of teams) other.setAttribute("aria-pressed", String(other === one));
        apply();
      });
    }
  }

  // what is meant to be copied can be
  for (const block of all(".code")) {
    const button = h("button", { type: "button" }, "Copy");
    button.addEventListener("click", async () => {
      const text = block.querySelector("pre");
      let done = false;
      try { await navigator.clipboard.writeText(text.textContent); done = true; } catch { /* refused: it is selected instead */ }
      if (!done) getSelection().selectAllChildren(text);
      button.textContent = done ? "Copied" : "Selected";
      setTimeout(() => { button.textContent = "Copy"; }, 1600);
    });
    block.append(button);
  }
})();
