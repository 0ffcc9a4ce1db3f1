// Loaded by pages with charts alone: lays a chart that answers to the mouse over the picture that the server drew.
import { draw } from "./js/drawing.js";

for (const figure of document.querySelectorAll("[data-chart]")) {
  const place = document.createElement("div");
  place.className = "fy-drawn-chart";
  figure.prepend(place);
  const shown = () => {
    figure.classList.add("fy-drawn");
    try {
      draw(place, JSON.parse(figure.dataset.chart));
    } catch (error) {
      // The server's picture says the same, so that it stays where this one cannot be drawn.
      figure.classList.remove("fy-drawn");
      place.remove();
      throw error;
    }
  };
  // A chart in a closed box has no width to be drawn in until the box is opened.
  const box = figure.closest("details:not([open])");
  if (box) box.addEventListener("toggle", shown, { once: true });
  else shown();
}
