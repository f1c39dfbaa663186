/**
 * The script of a report page: draws every figure with the page's settings (theme, hidden laws, density axis, region)
 * and draws again when one changes. Plain browser JavaScript, one global: `window.scorepath`.
 */
export const pageScript: string = `(() => {
  "use strict";
  const { figures, dark } = JSON.parse(document.getElementById("figures").textContent);
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const all = (selector) => [...document.querySelectorAll(selector)];
  const region = document.querySelector("[data-region]");
  const state = { shown: new Map(), scale: "linear", region: region ? region.value : "0" };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  function figureOf(id) {
    const recolour = (key, value) => (typeof value === "string" && Object.hasOwn(dark, value) ? dark[value] : value);
    const text = JSON.stringify(figures[id]);
    return isDark() ? JSON.parse(text, recolour) : JSON.parse(text);
  }

  function draw(place) {
    const id = place.dataset.plot.replace("{region}", state.region);
    if (!Object.hasOwn(figures, id)) return;
    const { data, layout, name } = figureOf(id);
    const keepsLegend = data.every((trace) => trace.legendgroup === undefined);
    for (const trace of data) {
      const shown = state.shown.get(trace.legendgroup);
      if (shown !== undefined) trace.visible = shown;
    }
    layout.showlegend = keepsLegend && data.some((trace) => trace.name);
    const range = layout.meta && layout.meta[state.scale];
    if (range) {
      layout.yaxis.type = state.scale;
      layout.yaxis.range = range;
      if (state.scale === "log") layout.annotations = (layout.annotations || []).filter((note) => note.name !== "cut");
      if (state.scale === "log" && range[1] - range[0] > 2) layout.yaxis.dtick = 1;
    }
    if (place.clientWidth < 480) {
      layout.margin = { ...layout.margin, l: Math.min(layout.margin.l, 50), r: 6 };
      layout.font.size = 11;
      if (layout.meta && layout.meta.linear) layout.hovermode = "closest";
      for (const note of layout.annotations || []) if (note.font) note.font.size = 9;
    }
    if (layout.meta && layout.meta.aspect) layout.height = Math.round(layout.meta.aspect * place.clientWidth);
    const config = {
      responsive: true,
      displaylogo: false,
      modeBarButtons: [["toImage", "zoom2d", "pan2d", "resetScale2d"]],
      toImageButtonOptions: { format: "svg", filename: name },
    };
    return Plotly.react(place, data, layout, config);
  }

  function drawAll() {
    window.scorepath = { ready: Promise.all(all("[data-plot]").map(draw)), state };
  }

  for (const chip of all("[data-curve]")) {
    chip.addEventListener("click", () => {
      const shown = chip.getAttribute("aria-pressed") !== "true";
      const name = chip.dataset.curve;
      for (const twin of all("[data-curve]")) if (twin.dataset.curve === name) twin.setAttribute("aria-pressed", String(shown));
      state.shown.set(name, shown);
      drawAll();
    });
  }
  for (const button of all("[data-set]")) {
    button.addEventListener("click", () => {
      state[button.dataset.set] = button.dataset.value;
      for (const twin of all("[data-set]"))
        if (twin.dataset.set === button.dataset.set) twin.setAttribute("aria-pressed", String(twin.dataset.value === button.dataset.value));
      drawAll();
    });
  }
  if (region) {
    region.addEventListener("change", () => {
      state.region = region.value;
      for (const block of all("[data-for-region]")) block.hidden = block.dataset.forRegion !== state.region;
      drawAll();
    });
  }
  for (const toggle of all("[data-theme-toggle]")) {
    toggle.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      drawAll();
    });
  }
  system.addEventListener("change", drawAll);
  drawAll();
})();`;
