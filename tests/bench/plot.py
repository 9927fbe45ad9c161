# SPDX-License-Identifier: BSD-2-Clause
"""A line plot as SVG: rising values over a logarithmic axis."""
import math
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 70, 130, 40, 45
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"]


def round_up(value):
    """The next 1, 2 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)


class Plot:
    def __init__(self, title, x_name, y_name):
        self.title, self.x_name, self.y_name, self.lines = title, x_name, y_name, []

    def line(self, label, points):
        self.lines.append((label, points))

    def scales(self):
        """Functions from values to places, the marks of x, and the top of y."""
        marks = sorted({x for _, points in self.lines for x, _ in points})
        first, last = math.log(marks[0]), math.log(marks[-1])
        top = round_up(max(y for _, points in self.lines for _, y in points))
        return (lambda x: LEFT + (math.log(x) - first) / (last - first) * (WIDTH - LEFT - RIGHT),
                lambda y: HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM), marks, top)

    def axes(self, place_x, place_y, marks, top):
        for x in marks:
            yield '<text x="%.1f" y="%d" text-anchor="middle">%s</text>' % (place_x(x), HEIGHT - BOTTOM + 18, "{:,}".format(x))
        for part in range(5):
            y = top * part / 4
            yield '<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#ddd"/>' % (
                LEFT, WIDTH - RIGHT, place_y(y), place_y(y))
            yield '<text x="%d" y="%.1f" text-anchor="end">%s</text>' % (LEFT - 6, place_y(y) + 4, "{:,.0f}".format(y))
        yield '<text x="%d" y="%d" text-anchor="middle">%s</text>' % (
            (LEFT + WIDTH - RIGHT) // 2, HEIGHT - 8, escape(self.x_name))
        yield '<text x="%d" y="%d">%s</text>' % (8, TOP - 8, escape(self.y_name))

    def svg(self):
        place_x, place_y, marks, top = self.scales()
        out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">'
               % (WIDTH, HEIGHT), '<rect width="100%" height="100%" fill="#fff"/>',
               '<text x="%d" y="20" font-size="14" text-anchor="middle">%s</text>' % (WIDTH // 2, escape(self.title))]
        out += self.axes(place_x, place_y, marks, top)
        for (label, points), colour in zip(self.lines, COLOURS):
            out.append('<polyline fill="none" stroke="%s" stroke-width="2" points="%s"/>' % (
                colour, " ".join("%.1f,%.1f" % (place_x(x), place_y(y)) for x, y in points)))
        # Names stand at their lines' ends, pushed apart where they would meet.
        lowest = 0
        for (label, points), colour in sorted(zip(self.lines, COLOURS), key=lambda item: place_y(item[0][1][-1][1])):
            lowest = max(place_y(points[-1][1]) + 4, lowest + 13)
            out.append('<text x="%d" y="%.1f" fill="%s">%s</text>' % (WIDTH - RIGHT + 8, lowest, colour, escape(label)))
        return "\n".join(out + ["</svg>", ""])
