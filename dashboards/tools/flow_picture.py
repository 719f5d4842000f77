"""Draws the panels of a dashboard, in their places, from what Prometheus has."""
import json
import math
import re

import matplotlib

matplotlib.use("Agg")
import matplotlib.dates  # noqa: E402
import matplotlib.pyplot as plot  # noqa: E402

INK, GROUND, PAPER = "#d8d9da", "#111217", "#181b1f"
COLORS = {"green": "#56a64b", "yellow": "#e0b400", "red": "#e02f44"}
SHADES_OF_RED = ["#ff7383", "#c4162a", "#ffa6b0", "#e02f44"]


def legend(target, labels):
    return re.sub(r"\{\{(\w+)\}\}", lambda m: labels.get(m[1], ""), target["legendFormat"])


def days(epoch):
    """Seconds since 1970 as matplotlib counts time."""
    return epoch / 86400


def text_of(value, unit):
    if math.isnan(value):
        return "–"
    number = f"{value:.0f}" if value == int(value) or value >= 100 else f"{value:.2g}"
    return number + {"s": " s", "ops": "/s"}.get(unit, "")


def draw(watch, file, start, end, picture):
    panels = json.loads(file.read_text())["panels"]
    height = max(p["gridPos"]["y"] + p["gridPos"]["h"] for p in panels)
    figure = plot.figure(figsize=(16, height * 0.36), facecolor=GROUND)
    grid = figure.add_gridspec(height * 2, 48, left=0.03, right=0.99, top=0.98, bottom=0.03, wspace=0, hspace=0)
    plot.rcParams.update({"text.color": INK, "axes.edgecolor": "#34383e", "xtick.color": INK, "ytick.color": INK, "font.size": 8})
    for panel in panels:
        x, y, w, h = (panel["gridPos"][k] * 2 for k in "xywh")
        axes = figure.add_subplot(grid[y + 2:y + h - 1, x + 1:x + w - 1], facecolor=PAPER)
        axes.set_title(panel["title"], loc="left", fontsize=9, color=INK)
        (stat if panel["type"] == "stat" else lines)(axes, panel, watch, start, end)
    figure.savefig(picture, dpi=80, facecolor=GROUND)
    plot.close(figure)


def stat(axes, panel, watch, start, end):
    defaults = panel["fieldConfig"]["defaults"]
    series = watch.query(panel["targets"][0]["expr"])
    value = float(series[0]["value"][1]) if series else math.nan
    color = next((s["color"] for s in reversed(defaults["thresholds"]["steps"]) if s["value"] is None or value >= s["value"]), "green")
    axes.set(facecolor=COLORS[color], xticks=[], yticks=[])
    axes.text(0.5, 0.5, text_of(value, defaults["unit"]), fontsize=20, ha="center", va="center", color="white", transform=axes.transAxes)


def lines(axes, panel, watch, start, end):
    defaults = panel["fieldConfig"]["defaults"]
    red = defaults["color"].get("fixedColor") == "red"
    for target in panel["targets"]:
        for series in watch.range(target["expr"], start, end, max(2, int((end - start) / 400))):
            axes.plot([days(t) for t, _ in series["values"]], [float(v) for _, v in series["values"]], linewidth=1.2,
                      color=SHADES_OF_RED[len(axes.lines) % 4] if red else None, label=legend(target, series["metric"]))
    top = axes.get_ylim()[1]
    for step in defaults["thresholds"]["steps"][1:]:
        if step["value"] <= top:
            axes.axhline(step["value"], color=COLORS[step["color"]], linewidth=0.8, linestyle="--")
    axes.set_ylim(0, max(top, 0.1) * 1.3)  # room for the legend
    axes.set_xlim(days(start), days(end))
    axes.set_ylabel({"s": "s", "ops": "per second"}.get(defaults["unit"], ""), fontsize=7, color=INK)
    axes.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%H:%M"))
    axes.grid(color="#2c3235", linewidth=0.5)
    if not axes.lines:
        axes.text(0.5, 0.5, "no data", ha="center", transform=axes.transAxes)
    elif axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=6, loc="upper left", facecolor=PAPER, edgecolor="none", ncols=2)
