// What a chart says, as ECharts wants it: the same colours and words as the picture that the server drew.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const HEIGHT = 320;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

const points = (line) => line.points.map((point) => ({ value: point.value, text: point.text, link: point.link }));

// The tip is drawn into the picture as text: a tip of HTML would need style attributes, which the policy refuses.
function tip(drawn) {
  const lines = [drawn].flat().filter((one) => one.data.text);
  if (!lines.length) return "";
  return [lines[0].name, ...lines.map((one) => (drawn.length > 1 ? `${one.seriesName}：${one.data.text}` : one.data.text))].join("\n");
}

const several = (said) => said.lines.length > 1;

function round(said) {
  const data = points(said.lines[0]).map((point, n) => ({ ...point, name: said.labels[n] }));
  return { series: [{ type: "pie", name: said.title, radius: "70%", center: ["50%", "44%"], data, label: { formatter: "{b} {d} %" } }] };
}

function squared(said) {
  const series = said.lines.map((line) => ({
    type: said.sort,
    name: line.name,
    data: points(line),
    barMaxWidth: 48,
    symbolSize: 7,
    label: { show: said.sort === "bar" && !several(said) && said.labels.length <= 20, position: "top", formatter: (one) => one.data.text.replace(/（.*/, "") },
  }));
  return {
    xAxis: { type: "category", data: said.labels, axisLabel: { hideOverlap: true, width: 84, overflow: "truncate" }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: said.whole ? 1 : 0, splitLine: { lineStyle: { color: "#d5dbe3" } } },
    grid: { left: 8, right: 16, top: 24, bottom: several(said) ? 36 : 8, containLabel: true },
    series,
  };
}

function option(said, font) {
  return {
    animation: !calm.matches,
    color: said.colours,
    textStyle: { fontFamily: font },
    aria: { enabled: true, label: { description: said.title } },
    tooltip: { renderMode: "richText", trigger: said.sort === "pie" ? "item" : "axis", confine: true, formatter: tip },
    legend: { show: said.sort === "pie" || several(said), type: "plain", bottom: 0, itemWidth: 14 },
    ...(said.sort === "pie" ? round(said) : squared(said)),
  };
}

// Draws into `place` what it is given to say; a bar, a point or a slice leads where its number leads.
export function draw(place, said) {
  const chart = init(place, null, { renderer: "svg", locale: "ZH", height: HEIGHT, width: place.clientWidth });
  chart.setOption(option(said, getComputedStyle(place).fontFamily));
  chart.on("click", (one) => {
    if (one.data.link) location.assign(one.data.link);
  });
  new ResizeObserver(() => chart.resize({ width: place.clientWidth, animation: { duration: 0 } })).observe(place);
}
