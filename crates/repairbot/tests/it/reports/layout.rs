//! What of a workbook is not in its cells: what stays in sight, what can be filtered, what is drawn, and how cells look. Read
//! from the XML in the file, not from what wrote it.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// A sheet, besides its cells.
#[derive(Debug)]
pub struct Layout {
    pub name: String,
    /// So many rows stay in sight.
    pub frozen: Option<u32>,
    /// What can be filtered, head and all.
    pub filter: Option<String>,
    pub charts: Vec<Chart>,
    /// The cells' looks, by their names.
    cells: String,
}

/// A chart of a sheet.
#[derive(Debug)]
pub struct Chart {
    pub title: String,
    pub series: Vec<Series>,
}

/// A row of columns, or a line.
#[derive(Debug)]
pub struct Series {
    pub is_line: bool,
    pub name: String,
    pub names: Column,
    pub values: Column,
}

/// Cells below each other, counted from 0; both rows belong to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub sheet: String,
    pub column: u32,
    pub rows: (u32, u32),
}

/// The parts of a workbook.
pub struct Parts(ZipArchive<Cursor<Vec<u8>>>);

impl Parts {
    pub fn of(bytes: &[u8]) -> Self {
        Self(ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap())
    }

    fn text(&mut self, path: &str) -> String {
        let mut text = String::new();
        self.0
            .by_name(path)
            .unwrap_or_else(|error| panic!("{path}: {error}"))
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    /// What a part means by this id.
    fn related(&mut self, part: &str, id: &str) -> String {
        let (folder, name) = part.rsplit_once('/').unwrap();
        let relations = self.text(&format!("{folder}/_rels/{name}.rels"));
        let relation =
            tags(&relations, "Relationship").find(|tag| attribute(tag, "Id").as_deref() == Some(id));
        let target = attribute(relation.unwrap(), "Target").unwrap();
        match target.strip_prefix("../") {
            Some(beside) => format!("{}/{beside}", folder.rsplit_once('/').unwrap().0),
            None => format!("{folder}/{target}"),
        }
    }

    /// Every sheet, in its place.
    pub fn layouts(&mut self) -> Vec<Layout> {
        const BOOK: &str = "xl/workbook.xml";
        let book = self.text(BOOK);
        let sheets = tags(&book, "sheet");
        let sheets: Vec<_> =
            sheets.map(|tag| (attribute(tag, "name").unwrap(), attribute(tag, "r:id").unwrap())).collect();
        let mut all = Vec::new();
        for (name, id) in sheets {
            let path = self.related(BOOK, &id);
            let xml = self.text(&path);
            let pane = tags(&xml, "pane").find(|tag| attribute(tag, "state").as_deref() == Some("frozen"));
            let frozen = pane.map(|tag| attribute(tag, "ySplit").unwrap().parse().unwrap());
            let filter = tags(&xml, "autoFilter").next().map(|tag| attribute(tag, "ref").unwrap());
            let drawing = tags(&xml, "drawing").next().map(|tag| attribute(tag, "r:id").unwrap());
            let charts = drawing.map_or_else(Vec::new, |id| self.charts((&path, &id)));
            all.push(Layout { name, frozen, filter, charts, cells: xml });
        }
        all
    }

    fn charts(&mut self, (sheet, drawing): (&str, &str)) -> Vec<Chart> {
        let drawing = self.related(sheet, drawing);
        let xml = self.text(&drawing);
        let ids: Vec<_> = tags(&xml, "c:chart").map(|tag| attribute(tag, "r:id").unwrap()).collect();
        let charts = ids.iter().map(|id| {
            let path = self.related(&drawing, id);
            chart(&self.text(&path))
        });
        charts.collect()
    }

    /// How a cell looks: its number format and the colour behind it.
    pub fn look(&mut self, layout: &Layout, cell: &str) -> (String, String) {
        let found = tags(&layout.cells, "c").find(|tag| attribute(tag, "r").as_deref() == Some(cell));
        let style: usize = attribute(found.unwrap(), "s").unwrap().parse().unwrap();
        let styles = self.text("xl/styles.xml");
        let formats = between(&styles, "<cellXfs", "</cellXfs>").next().unwrap();
        let format = tags(formats, "xf").nth(style).unwrap();
        let (number, fill) = (attribute(format, "numFmtId").unwrap(), attribute(format, "fillId").unwrap());
        let own = tags(&styles, "numFmt").find(|tag| attribute(tag, "numFmtId").as_deref() == Some(&number));
        // Those that every program knows by their numbers.
        let known = || match number.as_str() {
            "0" => "General".to_owned(),
            "1" => "0".to_owned(),
            "3" => "#,##0".to_owned(),
            other => format!("number format {other}"),
        };
        let code = own.map_or_else(known, |tag| attribute(tag, "formatCode").unwrap());
        let fill = between(&styles, "<fill>", "</fill>").nth(fill.parse().unwrap()).unwrap();
        let colour = tags(fill, "fgColor").next().and_then(|tag| attribute(tag, "rgb")).unwrap_or_default();
        (code, colour)
    }
}

fn chart(xml: &str) -> Chart {
    let title = between(xml, "<c:title>", "</c:title>").next().unwrap_or_default();
    let title = between(title, "<a:t>", "</a:t>").map(plain).collect();
    let mut series = Vec::new();
    for (is_line, begin, end) in
        [(false, "<c:barChart>", "</c:barChart>"), (true, "<c:lineChart>", "</c:lineChart>")]
    {
        for one in between(xml, begin, end).flat_map(|drawn| between(drawn, "<c:ser>", "</c:ser>")) {
            let part = |begin, end| between(one, begin, end).next().unwrap();
            let cells = |of: &str| column(&plain(between(of, "<c:f>", "</c:f>").next().unwrap()));
            series.push(Series {
                is_line,
                name: plain(between(part("<c:tx>", "</c:tx>"), "<c:v>", "</c:v>").next().unwrap()),
                names: cells(part("<c:cat>", "</c:cat>")),
                values: cells(part("<c:val>", "</c:val>")),
            });
        }
    }
    Chart { title, series }
}

/// Reads `Sheet!$B$3:$B$5`.
fn column(range: &str) -> Column {
    let (sheet, cells) = range.rsplit_once('!').unwrap();
    let place = |cell: &str| {
        let (column, row) = cell.strip_prefix('$').unwrap().split_once('$').unwrap();
        let letter = column.bytes().next().filter(|_| column.len() == 1).unwrap();
        (u32::from(letter - b'A'), row.parse::<u32>().unwrap() - 1)
    };
    // One cell alone has no second name.
    let (first, last) = cells.split_once(':').unwrap_or((cells, cells));
    let ((column, first), (same, last)) = (place(first), place(last));
    assert_eq!(column, same, "{range}");
    Column { sheet: sheet.trim_matches('\'').to_owned(), column, rows: (first, last) }
}

/// Every tag of this name, with its attributes.
fn tags<'a>(xml: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let open = format!("<{name} ");
    let begins: Vec<usize> = xml.match_indices(&open).map(|(at, _)| at).collect();
    begins.into_iter().map(|at| xml[at..].split('>').next().unwrap())
}

/// What stands between such tags.
fn between<'a>(xml: &'a str, begin: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    xml.split(begin).skip(1).map(move |rest| rest.split(end).next().unwrap())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(plain(rest.split('"').next().unwrap()))
}

fn plain(text: &str) -> String {
    let unquoted = text.replace("&quot;", "\"").replace("&apos;", "'");
    unquoted.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
