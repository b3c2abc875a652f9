// Charts from the tables of the page: what is drawn is what the table says, no more. Without this
// script, or without the chart library, the tables stand open as they are.

/* global uPlot */

const { lang } = document.documentElement;
const numberingSystem = document.documentElement.dataset.numbering;
const HEIGHT = 240;
const SQUARE = 320; // calibration: both axes go from 0 to 100 %
const STROKES = { line: [], dashed: [9, 5], dotted: [2, 4], bars: [] };
const OUTLINES = { dashed: "dashed", dotted: "dotted" };
// The second bounds are seconds of a minute, an hour and a day; see saying.py.
const UNITS = { seconds: lasting, percent: (value) => put("percent", round(value)), count: round, rate: tenths, kappa: hundredths };

function begin(figure) {
  if (typeof uPlot === "undefined") return;
  const place = document.createElement("div");
  place.className = "chart";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", figure.dataset.label);
  figure.prepend(place);
  figure.querySelector("details").open = false;
  const table = read(figure.querySelector("table"));
  let chart = null;
  const draw = () => {
    chart?.destroy();
    const make = figure.dataset.chart === "calibration" ? calibration : series;
    const [options, data] = make(table, figure, place.clientWidth);
    chart = new uPlot(options, data, place);
  };
  draw();
  new ResizeObserver(() => {
    if (chart && Math.abs(chart.width - widthOf(chart, place)) > 1) draw();
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  onPaper(figure, draw);
}

function widthOf(chart, place) {
  return chart.square ? Math.min(place.clientWidth, chart.square) : place.clientWidth;
}

/** On paper the tables are open and the charts are drawn for white. */
function onPaper(figure, draw) {
  const details = figure.querySelector("details");
  let wasOpen = false;
  addEventListener("beforeprint", () => {
    document.documentElement.classList.add("printing");
    wasOpen = details.open;
    details.open = true;
    draw();
  });
  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    details.open = wasOpen;
    draw();
  });
}

/** The rows' labels, and of each column its title, unit, manner and values (null: no figure). */
function read(table) {
  const rows = [...table.tBodies[0].rows];
  const columns = [...table.tHead.rows[0].cells].slice(1).map((head, place) => ({
    title: head.textContent.trim(),
    unit: head.dataset.unit,
    drawn: head.dataset.drawn,
    values: rows.map((row) => valueOf(row.cells[place + 1])),
  }));
  return { labels: rows.map((row) => row.cells[0].textContent.trim()), columns };
}

function valueOf(cell) {
  return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function round(value) {
  return new Intl.NumberFormat(lang, { numberingSystem }).format(Math.round(value));
}

function tenths(value) {
  return new Intl.NumberFormat(lang, { numberingSystem, maximumFractionDigits: 1 }).format(value);
}

function hundredths(value) {
  return new Intl.NumberFormat(lang, { numberingSystem, maximumFractionDigits: 2 }).format(value);
}

function lasting(seconds) {
  const [unit, length] =
    seconds < 120 ? ["second", 1] : seconds < 7200 ? ["minute", 60] : seconds < 172800 ? ["hour", 3600] : ["day", 86400];
  const number = seconds / length;
  return put(unit, number < 10 ? tenths(number) : round(number));
}

/** A number with its unit, in the words of the tables: browsers know no units in Kurdish. */
function put(unit, number) {
  return document.querySelector("figure[data-chart]").dataset[unit].replace("%n", number);
}

function axis(more) {
  const font = `12px ${token("--sans") || "sans-serif"}`;
  return {
    stroke: token("--muted"),
    font,
    labelFont: font,
    grid: { stroke: token("--line"), width: 1 },
    ticks: { stroke: token("--line"), width: 1 },
    ...more,
  };
}

/** A figure in the legend: of the row that is pointed at, else of the last one. */
function told(values, place, tell, figure) {
  const value = values[place ?? values.length - 1];
  return value === null || value === undefined ? figure.dataset.none : tell(value);
}

/** A point for each row: lines that differ in their strokes, bars behind them. */
function series({ labels, columns }, figure, width) {
  const shown = columns.filter((column) => column.drawn);
  // Bars first, so that lines lie over them.
  shown.sort((one, other) => (other.drawn === "bars") - (one.drawn === "bars"));
  const tell = UNITS[shown[0].unit] ?? round;
  const inks = ["--accent", "--hue-3", "--hue-0"];
  const lines = shown.map((column, place) => {
    const bars = column.drawn === "bars";
    const ink = token(bars ? "--accent" : inks[(place + (shown[0].drawn === "bars" ? 1 : 0)) % inks.length]);
    return {
      label: column.title,
      stroke: ink,
      fill: bars ? token("--accent-wash") : undefined,
      width: bars ? 1 : 2,
      dash: STROKES[column.drawn],
      paths: bars ? uPlot.paths.bars({ size: [0.7, 40] }) : undefined,
      points: { show: !bars && labels.length <= 31, size: 5 },
      spanGaps: false,
      value: (_chart, _value, _series, row) => told(column.values, row, tell, figure),
    };
  });
  const options = {
    width,
    height: HEIGHT,
    scales: {
      x: { time: false, range: [-0.5, labels.length - 0.5] },
      y: { range: (_chart, low, high) => (shown[0].unit === "kappa" ? [Math.min(0, low), 1] : [0, high > 0 ? high * 1.08 : 1]) },
    },
    axes: [
      axis({
        incrs: [1, 2, 3, 4, 7, 14, 28],
        space: 64,
        values: (_chart, places) => places.map((place) => labels[place] ?? ""),
      }),
      axis({ size: 64, values: (_chart, values) => values.map(tell), incrs: steps(shown[0].unit) }),
    ],
    series: [{ label: figure.querySelector("th").textContent.trim(), value: (_chart, place) => labels[place ?? labels.length - 1] }, ...lines],
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    legend: { live: true, markers: { width: 3, dash: (_chart, place) => OUTLINES[shown[place - 1]?.drawn] ?? "solid" } },
  };
  return [options, [labels.map((_label, place) => place), ...shown.map((column) => column.values)]];
}

/** Round steps for an axis: of whole things, or of seconds that make minutes, hours and days. */
function steps(unit) {
  if (unit === "seconds") {
    return [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000];
  }
  const found = unit === "rate" || unit === "kappa" ? [0.1, 0.2, 0.5] : [];
  for (let size = 1; size < 1e9; size *= 10) found.push(size, 2 * size, 5 * size);
  return found;
}

/** Mean risk against the share rejected, with intervals and the diagonal. */
function calibration({ columns }, figure, room) {
  const [risk, rejected, low, high, number] = columns.map((column) => column.values);
  const kept = risk.map((_value, place) => place).filter((place) => risk[place] !== null);
  const at = (values) => kept.map((place) => values[place]);
  const data = [at(risk), at(rejected), at(low), at(high), at(number)];
  const telling = (number, unit) => (_chart, _value, _series, row) => told(data[number], row, unit, figure);
  const scale = { range: [0, 100], time: false };
  const percents = (_chart, values) => values.map(UNITS.percent);
  const hidden = { width: 0, points: { show: false } };
  const width = Math.min(room, SQUARE * 1.4);
  const options = {
    width,
    height: Math.min(SQUARE, width),
    scales: { x: scale, y: { range: [0, 100] } },
    axes: [
      axis({ values: percents, label: columns[0].title, labelSize: 20, incrs: [20, 25, 50] }),
      axis({ values: percents, label: columns[1].title, labelSize: 20, size: 56, incrs: [20, 25, 50] }),
    ],
    series: [
      { label: columns[0].title, value: telling(0, UNITS.percent) },
      { label: columns[1].title, stroke: token("--accent"), paths: () => null, points: { show: true, size: 8, fill: token("--accent") }, value: telling(1, UNITS.percent) },
      { label: columns[2].title, ...hidden, value: telling(2, UNITS.percent) },
      { label: columns[3].title, ...hidden, value: telling(3, UNITS.percent) },
      { label: columns[4].title, ...hidden, scale: "number", value: telling(4, round) },
    ],
    cursor: { drag: { x: false, y: false } },
    legend: { live: true },
    hooks: { draw: [(chart) => intervals(chart, data)] },
  };
  return [options, data];
}

function intervals(chart, [risk, , low, high]) {
  const { ctx } = chart;
  const x = (value) => chart.valToPos(value, "x", true);
  const y = (value) => chart.valToPos(value, "y", true);
  ctx.save();
  ctx.strokeStyle = token("--muted");
  ctx.setLineDash([6, 6]);
  stroke(ctx, x(0), y(0), x(100), y(100));
  ctx.setLineDash([]);
  ctx.strokeStyle = token("--accent");
  ctx.lineWidth = 2;
  const cap = 5;
  risk.forEach((value, place) => {
    stroke(ctx, x(value), y(low[place]), x(value), y(high[place]));
    for (const end of [low[place], high[place]]) stroke(ctx, x(value) - cap, y(end), x(value) + cap, y(end));
  });
  ctx.restore();
}

function stroke(ctx, fromX, fromY, toX, toY) {
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

for (const figure of document.querySelectorAll("figure[data-chart]")) begin(figure);
