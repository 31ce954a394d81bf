"""Charts as SVG for our pages: drawn by pygal, coloured by our own style sheet.

pygal writes a style, a script and comments into what it draws. Our pages allow neither, and
light and dark are the style sheet's: all three are taken out, and what tells one series from
another is a pattern beside the colour.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pygal
from markupsafe import Markup
from pygal.style import Style

# It looks for maps that it may have by a hook that Python warns of at each import. We draw none.
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, pygal.PluginImportFixer)]

#: Units of a drawing, which is as wide as a telephone: it grows with its place no more than a bit.
WIDTH, HEIGHT = 420, 250

#: Units for a bar that lies, and for what is above and below all of them.
BAR_HEIGHT, BARS_MARGIN = 30, 50

_FONT = 12

#: By its order, what a series is filled with.
PATTERNS = ("solid", "hatched", "dotted", "hollow")

#: Told by pygal for its script alone.
_FOR_SCRIPTS = ("desc", "script", "style")

_STYLE = Style(
    font_family="sans-serif",
    label_font_size=_FONT,
    major_label_font_size=_FONT,
    legend_font_size=_FONT,
    value_font_size=_FONT,
    value_label_font_size=_FONT,
    no_data_font_size=_FONT,
)

Series = Mapping[str, Sequence[int | float]]  # by what it is called


@dataclass(frozen=True, slots=True)
class Axes:
    """How the numbers of a chart are written, and what it says where there is none."""

    value: Callable[[float], str]
    nothing: str


def stacked(name: str, labels: Sequence[str], series: Series, axes: Axes) -> Markup:
    """Draw standing bars of *series* upon each other; *name* is this chart's own in its page."""
    chart = pygal.StackedBar(
        **_common(axes), height=HEIGHT, x_labels=labels, spacing=6, **_few(labels)
    )
    return _drawn(name, chart, series)


def beside(name: str, labels: Sequence[str], series: Series, axes: Axes) -> Markup:
    """Draw standing bars of *series* beside each other."""
    chart = pygal.Bar(**_common(axes), height=HEIGHT, x_labels=labels, spacing=6, **_few(labels))
    return _drawn(name, chart, series)


def lying(name: str, labels: Sequence[str], values: Sequence[int | float], axes: Axes) -> Markup:
    """Draw a lying bar for each of *values*, the first on top, with the value written beside it."""
    height = BAR_HEIGHT * max(len(labels), 1) + BARS_MARGIN
    chart = pygal.HorizontalBar(
        **_common(axes) | {"show_legend": False, "truncate_label": 28},
        height=height,
        x_labels=list(reversed(labels)),
        print_values=True,
        print_values_position="top",
        show_x_labels=False,
        show_x_guides=False,
        show_y_guides=False,
        margin_right=46,
    )
    return _drawn(name, chart, {"": list(reversed(values))})


def dots(name: str, labels: Sequence[str], rows: Series, axes: Axes) -> Markup:
    """Draw a row of dots for each of *rows*: the larger, the more."""
    chart = pygal.Dot(
        **_common(axes) | {"show_legend": False},
        height=HEIGHT - 40,
        x_labels=labels,
        show_y_guides=True,
        **_few(labels, at_most=9),
    )
    return _drawn(name, chart, rows)


def _common(axes: Axes) -> dict[str, Any]:
    return {
        "width": WIDTH,
        "style": _STYLE,
        "js": (),
        "classes": ("chart",),
        "no_prefix": True,
        "disable_xml_declaration": True,
        "margin": 4,
        "legend_at_bottom": True,
        "legend_box_size": 14,
        "value_formatter": axes.value,
        "no_data_text": axes.nothing,
        "truncate_legend": -1,
        "truncate_label": -1,
        "min_scale": 2,
        "max_scale": 5,
        "include_x_axis": True,
    }


def _few(labels: Sequence[str], *, at_most: int = 7) -> dict[str, Any]:
    """Write no more labels than there is room for."""
    every = -(-len(labels) // at_most) or 1
    return {"x_labels_major_every": every, "show_minor_x_labels": every == 1}


def _drawn(name: str, chart: Any, series: Series) -> Markup:
    chart.config.legend_at_bottom_columns = len(series)
    for title, values in series.items():
        chart.add(title, list(values))
    chart.add_xml_filter(lambda root: _plain(root, name))
    drawn: str = chart.render()
    return Markup(drawn)  # noqa: S704 - pygal escapes texts; all that it is given are ours


def _plain(root: ET.Element, name: str) -> ET.Element:
    """Take out what our pages do not allow or read aloud, and put patterns in."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or _is_for_scripts(child):
                parent.remove(child)
    root.attrib.pop("id", None)
    # Read aloud it is one picture: its figure's caption; what it shows is in the table.
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-text")
    for element in root.iter():
        for i, pattern in enumerate(PATTERNS):
            if pattern != "solid" and _is_of_series(element, i):
                element.set("fill", f"url(#{name}-{pattern})")
    root.insert(0, _patterns(name))
    return root


def _is_for_scripts(element: ET.Element) -> bool:
    tag, classes = element.tag.rpartition("}")[2], element.get("class", "")
    return tag in _FOR_SCRIPTS or tag == "title" or "tooltip-overlay" in classes or tag == "defs"


def _is_of_series(element: ET.Element, i: int) -> bool:
    classes = element.get("class", "").split()
    return f"color-{i}" in classes and element.tag.rpartition("}")[2] in ("g", "rect")


def _patterns(name: str) -> ET.Element:
    """Return the fillings that a black and white print tells apart."""
    defs = ET.Element("defs")
    for pattern, size in (("hatched", 6), ("dotted", 6), ("hollow", 8)):
        filling = ET.SubElement(
            defs,
            "pattern",
            id=f"{name}-{pattern}",
            width=str(size),
            height=str(size),
            patternUnits="userSpaceOnUse",
        )
        ET.SubElement(
            filling, "rect", width=str(size), height=str(size), attrib={"class": "fill-paper"}
        )
        if pattern == "hatched":
            ET.SubElement(
                filling, "path", d="M0 6L6 0M-1 1L1 -1M5 7L7 5", attrib={"class": "fill-line"}
            )
        elif pattern == "dotted":
            ET.SubElement(filling, "circle", cx="3", cy="3", r="1.4", attrib={"class": "fill-dot"})
    return defs
