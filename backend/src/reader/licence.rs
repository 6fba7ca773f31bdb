//! Business licences: the fields have labels but no fixed place, so all text is read and the
//! labels tell what stands beside and below them.

use super::choose::Candidate;
use super::identity::in_address;
use super::line::{self, Area, Cut};
use super::ocr::{Mode, Script};
use super::sheet::ReadSheet;
use super::{ReaderError, Reading, check, choose, date, place};

/// Sides of the straightened sheet in pixels.
pub(super) const LONG: usize = 2000;
pub(super) const SHORT: usize = 1414;

/// More pieces of text than any licence has; a picture of a newspaper is not read to its end.
const PIECES: usize = 90;

const NAME: &str = "名称";
const CODE: &str = "统一社会信用代码";
const PERSON: [&str; 4] = ["法定代表人", "负责人", "经营者", "投资人"];
const TERM: [&str; 2] = ["营业期限", "合伙期限"];
const ADDRESS: [&str; 3] = ["住所", "营业场所", "经营场所"];
const FOUNDED: &str = "成立日期";
const OTHERS: [&str; 8] = [
    "类型",
    "经营范围",
    "业务范围",
    "注册资本",
    "组成形式",
    "登记机关",
    "营业执照",
    "注册号",
];

fn labels() -> impl Iterator<Item = &'static str> {
    [NAME, CODE, FOUNDED]
        .into_iter()
        .chain(PERSON)
        .chain(TERM)
        .chain(ADDRESS)
        .chain(OTHERS)
}

/// A piece of text, where it stands, and the label it is or begins with.
struct Piece {
    area: Area,
    text: String,
    label: Option<&'static str>,
    /// What follows the label in the same piece.
    rest: String,
}

impl Piece {
    fn beside(&self, other: &Self) -> bool {
        (self.area.middle() - other.area.middle()).abs()
            < self.area.height().max(other.area.height()) as f32 * 0.55
    }
}

/// Reads all pieces of text, sorts them to their labels, and reads what matters once more.
pub(super) async fn read(sheet: &ReadSheet<'_>) -> Result<Reading, ReaderError> {
    let areas = sheet
        .seen(|page| {
            let share = |length: usize, thousandths: usize| length * thousandths / 1000;
            let inside = Area {
                left: share(page.width, 40),
                top: share(page.height, 40),
                right: share(page.width, 960),
                bottom: share(page.height, 960),
            };
            let mut areas = line::find(page, inside, 24, 14, 70);
            areas.truncate(PIECES);
            join_spread(&mut areas);
            areas
        })
        .await?;
    let read = sheet
        .read(
            areas.iter().map(|area| (*area, Cut::USUAL)).collect(),
            Script::Chinese,
            Mode::Line,
        )
        .await?;
    let pieces = labelled(areas, read);
    if pieces.iter().filter(|piece| piece.label.is_some()).count() < 2 {
        return Ok(Reading::default());
    }
    let mut reading = Reading::default();
    reading.put("credit_code", code(sheet, &pieces).await?);
    let founded = value(&pieces, FOUNDED)
        .first()
        .and_then(|place| date::dates(&place.text).into_iter().next());
    for label in TERM {
        reading.fill_from(term(sheet, &value(&pieces, label), founded.clone()).await?);
    }
    let name = text(sheet, &pieces, NAME, |c| {
        c.is_alphanumeric() || "()".contains(c)
    })
    .await?;
    reading.put("organisation_name", name);
    for label in ADDRESS {
        let address = text(sheet, &pieces, label, in_address).await?;
        reading.fill_from(one(
            "address",
            address.map(|address| place::mended(&address)),
        ));
    }
    for label in PERSON {
        if let (Some(first), false) = (
            value(&pieces, label).first(),
            reading.has("legal_representative"),
        ) {
            let area = exact(sheet, first).await?;
            reading.put("legal_representative", sheet.name(area, None).await?);
        }
    }
    Ok(reading)
}

fn one(field: &str, value: Option<String>) -> Reading {
    let mut reading = Reading::default();
    reading.put(field, value);
    reading
}

fn labelled(areas: Vec<Area>, read: Vec<Candidate>) -> Vec<Piece> {
    let piece = |(area, line): (Area, Candidate)| {
        let text = plain(&line.text);
        let found = labels().find_map(|label| Some((label, begin(&text, label)?)));
        let rest = found
            .map(|(label, at)| text.chars().skip(at + label.chars().count()).collect())
            .unwrap_or_default();
        Piece {
            area,
            text,
            label: found.map(|(label, _)| label),
            rest,
        }
    };
    areas.into_iter().zip(read).map(piece).collect()
}

/// Wide brackets become the narrow ones the rules of names use; colons after labels go.
fn plain(read: &str) -> String {
    let narrow = |c| match c {
        '（' => '(',
        '）' => ')',
        c => c,
    };
    read.chars()
        .map(narrow)
        .filter(|c| !":：".contains(*c))
        .collect()
}

/// Where `label` begins in `text`: at the start or after one speck, one character of it misread
/// where the others leave no doubt.
fn begin(text: &str, label: &str) -> Option<usize> {
    let (text, label): (Vec<char>, Vec<char>) = (text.chars().collect(), label.chars().collect());
    (0..2).find(|at| {
        let Some(part) = text.get(*at..at + label.len()) else {
            return false;
        };
        let wrong = part.iter().zip(&label).filter(|(a, b)| a != b).count();
        // A label of two characters that stands alone may have one wrong: 各称.
        wrong == 0 || wrong == 1 && (label.len() >= 4 || text.len() == 2)
    })
}

/// Labels of two characters are printed far apart (名　称): joins single characters with the
/// next single one in their row.
fn join_spread(areas: &mut Vec<Area>) {
    let single = |area: &Area| area.width() < area.height() * 3 / 2;
    let row = |a: &Area, b: &Area| (a.middle() - b.middle()).abs() < a.height() as f32 * 0.5;
    let mut at = 0;
    while at < areas.len() {
        let a = areas[at];
        let next = (0..areas.len())
            .filter(|i| row(&a, &areas[*i]) && areas[*i].left > a.right)
            .min_by_key(|i| areas[*i].left);
        match next {
            Some(next)
                if single(&a)
                    && single(&areas[next])
                    && areas[next].left - a.right < a.height() * 5 =>
            {
                areas[at] = a.joined(areas[next]);
                areas.remove(next);
                at -= usize::from(next < at);
            }
            _ => at += 1,
        }
    }
}

/// A line of a value: its text so far, and where it stands. `skip` is the share of the area that
/// the label takes.
struct ValueLine {
    area: Area,
    text: String,
    skip: f32,
}

/// The lines that belong to a label: right of it in its row, then below, left edges aligned.
fn value(pieces: &[Piece], label: &str) -> Vec<ValueLine> {
    let Some(head) = pieces.iter().find(|piece| piece.label == Some(label)) else {
        return Vec::new();
    };
    let place = |piece: &Piece| ValueLine {
        area: piece.area,
        text: piece.text.clone(),
        skip: 0.0,
    };
    let mut lines: Vec<ValueLine> = Vec::new();
    if !head.rest.is_empty() {
        let skip = label.chars().count() as f32 / head.text.chars().count() as f32;
        lines.push(ValueLine {
            area: head.area,
            text: head.rest.clone(),
            skip,
        });
    }
    let next_label = pieces
        .iter()
        .filter(|p| p.label.is_some() && p.beside(head) && p.area.left > head.area.right)
        .map(|p| p.area.left)
        .min();
    let mut row: Vec<&Piece> = pieces
        .iter()
        .filter(|p| {
            p.label.is_none()
                && !p.text.is_empty()
                && p.beside(head)
                && p.area.left >= head.area.right
                && p.area.left < next_label.unwrap_or(usize::MAX)
        })
        .collect();
    row.sort_by_key(|piece| piece.area.left);
    lines.extend(row.into_iter().map(place));
    // The credit code stands under its label.
    let mut last = lines.last().map_or(head.area, |line| line.area);
    let left = lines.first().map_or(head.area.left, |line| {
        line.area.left + (line.area.width() as f32 * line.skip) as usize
    });
    let limit = if label == CODE { 1 } else { 3 };
    while lines.len() < limit {
        let under = pieces.iter().find(|p| {
            let apart = p.area.top as i64 - last.bottom as i64;
            let pitch = last.height() as i64;
            p.label.is_none()
                && !p.text.is_empty()
                && apart > -pitch / 2
                && apart < pitch
                && p.area.left.abs_diff(left) < last.height()
        });
        // A piece beside a label belongs to that label.
        let Some(under) = under.filter(|u| {
            !pieces.iter().any(|l| {
                l.label.is_some()
                    && l.beside(u)
                    && l.area.right <= u.area.left
                    && u.area.left - l.area.right < u.area.height() * 4
            })
        }) else {
            break;
        };
        last = under.area;
        lines.push(place(under));
    }
    lines
}

/// The part of the line that is not label.
async fn exact(sheet: &ReadSheet<'_>, place: &ValueLine) -> Result<Area, ReaderError> {
    let (area, skip) = (place.area, place.skip);
    if skip == 0.0 {
        return Ok(area);
    }
    sheet
        .seen(move |page| line::tight(page, line::split(page, area, skip).1))
        .await
}

async fn text(
    sheet: &ReadSheet<'_>,
    pieces: &[Piece],
    label: &str,
    keep: fn(char) -> bool,
) -> Result<Option<String>, ReaderError> {
    let mut areas = Vec::new();
    for place in value(pieces, label) {
        areas.push(exact(sheet, &place).await?);
    }
    let lines = sheet.voted(&areas, 4, keep).await?;
    Ok(
        Some(lines.into_iter().flatten().map(|line| line.text).collect())
            .filter(|text: &String| !text.is_empty()),
    )
}

/// The term from the first reading, or where its ends do not match, from whichever reading is best.
async fn term(
    sheet: &ReadSheet<'_>,
    places: &[ValueLine],
    founded: Option<String>,
) -> Result<Reading, ReaderError> {
    let first: Vec<&str> = places.iter().map(|place| place.text.as_str()).collect();
    let mut terms = vec![date::term(&first.join(" "))];
    // A long term has no second end to check the first by, but it begins when the company did.
    if let (Some(from), true) = (founded, terms[0].long) {
        terms.push(date::Term {
            from: Some(from),
            to: None,
            long: true,
        });
    }
    for text in date::HEIGHTS {
        if places.is_empty() || date::is_settled(&terms) {
            break;
        }
        let mut ways = Vec::new();
        for place in places {
            ways.push((exact(sheet, place).await?, Cut { text, ..Cut::USUAL }));
        }
        let lines: Vec<String> = sheet
            .read(ways, Script::Chinese, Mode::Raw)
            .await?
            .into_iter()
            .map(|line| line.text)
            .collect();
        terms.push(date::term(&lines.join(" ")));
    }
    Ok(date::best(&terms)
        .map(|term| term.as_reading())
        .unwrap_or_default())
}

/// The code by its label, else whatever looks like one; read again until the check digit fits.
async fn code(sheet: &ReadSheet<'_>, pieces: &[Piece]) -> Result<Option<String>, ReaderError> {
    let capitals = |text: &str| {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_uppercase()
    };
    let mut places = value(pieces, CODE);
    places.extend(
        pieces
            .iter()
            .filter(|piece| (17..=19).contains(&capitals(&piece.text).len()))
            .map(|piece| ValueLine {
                area: piece.area,
                text: piece.text.clone(),
                skip: 0.0,
            }),
    );
    if let Some(found) = choose::first_fitting(
        places.iter().map(|place| capitals(&place.text)),
        check::credit_code,
    ) {
        return Ok(Some(found));
    }
    for place in places.iter().take(2) {
        let area = exact(sheet, place).await?;
        let ways = [36, 30, 48]
            .map(|text| (area, Cut { text, ..Cut::USUAL }))
            .to_vec();
        let read = sheet.read(ways, Script::Code, Mode::Line).await?;
        if let Some(found) = choose::first_fitting(
            read.into_iter().map(|line| capitals(&line.text)),
            check::credit_code,
        ) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
