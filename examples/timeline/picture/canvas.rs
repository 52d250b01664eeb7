//! A page to draw on: rectangles, lines and texts by class, with the room that a text takes.

use pullspec::api::Harmless;
use svg::Document;
use svg::node::Text as Characters;
use svg::node::element::{Description, Line, Polyline, Rectangle, Style, Text, Title};

/// GitHub shows a README about so wide; the same as docs.rs.
pub(crate) const WIDTH: f64 = 960.0;
/// Left and right of the title.
const MARGIN: f64 = 24.0;
/// Where lanes and charts begin, after their names, and end.
pub(crate) const LEFT: f64 = 96.0;
pub(crate) const RIGHT: f64 = WIDTH - 28.0;

/// Colours by what they mean, for a light page and for a dark one.
const COLOURS: [(&str, &str, &str); 13] = [
    ("page", "#ffffff", "#0d1117"),
    ("words", "#1f2328", "#e6edf3"),
    ("quiet", "#59636e", "#9198a1"),
    ("grid", "#d1d9e0", "#3d444d"),
    ("failed", "#cf222e", "#f85149"),
    ("refused", "#bc6b00", "#d29922"),
    ("pulled", "#1a7f37", "#3fb950"),
    ("window", "#b6d4fe", "#1f4b8e"),
    ("look", "#57606a", "#9198a1"),
    ("creating", "#d1d9e0", "#656c76"),
    ("error", "#f2a27e", "#bd561d"),
    ("back-off", "#f5d77e", "#9e6a03"),
    ("several", "#8250df", "#a371f7"),
];
/// What stands for a moment, and for a span of trouble.
const MORE: &str = ".repaired { fill: #0969da } .away { fill: #cf222e; opacity: 0.13 } \
    .curve { fill: none; stroke: #1a7f37; stroke-width: 2 } \
    .line { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 5 4 } .grid-line { stroke: #d1d9e0 } \
    @media (prefers-color-scheme: dark) { .repaired { fill: #4493f8 } .away { fill: #f85149; opacity: 0.2 } \
    .curve { stroke: #3fb950 } .line { stroke: #9198a1 } .grid-line { stroke: #3d444d } }";

#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How wide a text may be, in pixels: the widest of the usual sans-serif faces, so that none is clipped.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.36,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' => 0.46,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '→' => 1.0,
        c if c.is_ascii_uppercase() => 0.78,
        c if c.is_ascii() => 0.65,
        _ => 1.1,
    };
    text.chars().map(em).sum::<f64>() * size
}

/// As much of both ends of a text as fits, with `…` for what does not.
pub(crate) fn shortened(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let kept = |count: usize| {
        let (head, tail) = (count.div_ceil(2), count / 2);
        let head = characters.iter().take(head);
        let tail = characters.iter().skip(characters.len() - tail);
        head.chain([&'…']).chain(tail).collect::<String>()
    };
    // The more is kept, the wider it is.
    let (mut fits, mut wide) = (0, characters.len());
    while fits + 1 < wide {
        let count = usize::midpoint(fits, wide);
        if width(&kept(count), size) <= room { fits = count } else { wide = count }
    }
    kept(fits)
}

/// A picture in the making; `y` grows downwards.
pub(crate) struct Canvas {
    document: Document,
}

impl Canvas {
    /// A page with its name and a sentence for those who cannot see it.
    pub(crate) fn new(title: &str, description: &str) -> Self {
        let light: String = COLOURS.map(|(class, light, _)| rule(class, light)).concat();
        let dark: String = COLOURS.map(|(class, _, dark)| rule(class, dark)).concat();
        let style = format!(
            "text {{ font-family: sans-serif }} {light}@media (prefers-color-scheme: dark) {{ {dark}}} {MORE}"
        );
        let document = Document::new()
            .set("role", "img")
            .add(Title::new(printable(title)))
            .add(Description::new().add(Characters::new(printable(description))))
            .add(Style::new(style))
            .add(Rectangle::new().set("class", "page").set("width", "100%").set("height", "100%"));
        Self { document }
    }

    pub(crate) fn rectangle(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let rectangle = Rectangle::new()
            .set("class", class)
            .set("x", tenths(x))
            .set("y", tenths(y))
            .set("width", tenths(width))
            .set("height", tenths(height));
        self.add(rectangle);
    }

    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let line = Line::new()
            .set("class", class)
            .set("x1", tenths(from.0))
            .set("y1", tenths(from.1))
            .set("x2", tenths(to.0))
            .set("y2", tenths(to.1));
        self.add(line);
    }

    pub(crate) fn curve(&mut self, points: &[(f64, f64)]) {
        let points: Vec<String> =
            points.iter().map(|&(x, y)| format!("{},{}", tenths(x), tenths(y))).collect();
        self.add(Polyline::new().set("class", "curve").set("points", points.join(" ")));
    }

    /// A line of text whose letters stand on `y`.
    pub(crate) fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, size: f64, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = Text::new(printable(text))
            .set("class", class)
            .set("x", tenths(at.0))
            .set("y", tenths(at.1))
            .set("text-anchor", anchor)
            .set("font-size", tenths(size));
        self.add(text);
    }

    /// A text in as many lines as it needs, at the page's margin; returns where the next thing may begin. A word that is
    /// longer than a line is shortened.
    pub(crate) fn paragraph(&mut self, class: &str, top: f64, size: f64, text: &str) -> f64 {
        let room = WIDTH - 2.0 * MARGIN;
        let mut lines: Vec<String> = Vec::new();
        for word in printable(text).split(' ').map(|word| shortened(word, size, room)) {
            match lines.last_mut() {
                Some(line) if width(&format!("{line} {word}"), size) <= room => {
                    *line = format!("{line} {word}");
                }
                _ => lines.push(word),
            }
        }
        let mut y = top;
        for line in lines {
            self.text(class, (MARGIN, y + size), Anchor::Start, size, &line);
            y += size + 7.0;
        }
        y
    }

    /// Marks with their names, in rows as wide as the page; returns where the next thing may begin.
    pub(crate) fn legend(&mut self, top: f64, marks: &[(&str, &str)]) -> f64 {
        const SIZE: f64 = 13.0;
        let (mut x, mut y) = (LEFT, top);
        for (class, name) in marks {
            let room = 18.0 + width(name, SIZE) + 20.0;
            if x + room > RIGHT && x > LEFT {
                (x, y) = (LEFT, y + 20.0);
            }
            if *class == "line" {
                self.line(class, (x, y + 6.0), (x + 12.0, y + 6.0));
            } else {
                self.rectangle(class, x, y, 12.0, 12.0);
            }
            self.text("words", (x + 18.0, y + 11.0), Anchor::Start, SIZE, name);
            x += room;
        }
        y + 20.0
    }

    pub(crate) fn finish(mut self, height: f64) -> String {
        let size = format!("0 0 {WIDTH} {height:.0}");
        self.document = self.document.set("viewBox", size).set("width", WIDTH).set("height", height.round());
        format!("{}\n", self.document)
    }

    fn add(&mut self, node: impl Into<Box<dyn svg::Node>>) {
        svg::Node::append(&mut self.document, node);
    }
}

fn rule(class: &str, colour: &str) -> String {
    format!(".{class} {{ fill: {colour} }} ")
}

/// A tenth of a pixel is as fine as anybody sees, and makes a smaller file.
fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// XML has no control characters, and what turns the direction of a text does so in a picture too.
fn printable(text: &str) -> String {
    Harmless(text).to_string()
}
