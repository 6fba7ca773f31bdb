//! Both sides of the second-generation resident identity card (GA 448), on a page straightened to
//! the card's own edges: every field has its place.

use super::line::{self, Area, Cut};
use super::ocr::{Mode, Script};
use super::sheet::ReadSheet;
use super::{ReaderError, Reading, check, choose, date, place};

/// Size of the straightened card in pixels, 16 to the millimetre.
pub(super) const WIDTH: usize = 1370;
pub(super) const HEIGHT: usize = 864;

/// Part of the card, given in thousandths of its width and height.
fn part(left: usize, top: usize, right: usize, bottom: usize) -> Area {
    Area {
        left: WIDTH * left / 1000,
        top: HEIGHT * top / 1000,
        right: WIDTH * right / 1000,
        bottom: HEIGHT * bottom / 1000,
    }
}

/// Name, number and address from the side with the face; nothing at all where neither a number nor
/// the beginning of an address proves that this is such a card the right way up.
pub(super) async fn portrait(sheet: &ReadSheet<'_>) -> Result<Reading, ReaderError> {
    let mut reading = Reading::default();
    let number = number(sheet).await?;
    let values = sheet
        .seen(|page| line::find(page, part(150, 60, 640, 800), 34, 14, 72))
        .await?;
    let below = |share: usize| (HEIGHT * share / 1000) as f32;
    let lines: Vec<Area> = values
        .iter()
        .copied()
        .filter(|area| area.middle() > below(450) && area.height() > 20)
        .collect();
    let address: String = sheet
        .voted(&lines, 2, in_address)
        .await?
        .into_iter()
        .flatten()
        .map(|line| line.text)
        .collect();
    if number.is_none() && !place::begins(&address) {
        return Ok(reading);
    }
    reading.put("id_number", number);
    reading.put("address", Some(place::mended(&address)));
    if let Some(area) = values
        .iter()
        .find(|area| area.middle() < below(200) && area.height() > 24)
    {
        let with_label = Area {
            left: part(45, 0, 45, 0).left,
            ..*area
        };
        reading.put("real_name", sheet.name(*area, Some(with_label)).await?);
    }
    Ok(reading)
}

/// Specks and strokes are read as punctuation; addresses have next to none.
pub(super) fn in_address(c: char) -> bool {
    c.is_alphanumeric() || "-()".contains(c)
}

async fn number(sheet: &ReadSheet<'_>) -> Result<Option<String>, ReaderError> {
    let lines = sheet
        .seen(|page| line::find(page, part(290, 790, 985, 970), 60, 18, 90))
        .await?;
    let Some(area) = lines
        .into_iter()
        .max_by_key(Area::width)
        .filter(|area| area.width() > WIDTH / 4)
    else {
        return Ok(None);
    };
    let cuts = [36, 44, 30].map(|text| (area, Cut { text, ..Cut::USUAL }));
    let read = sheet
        .read(cuts.to_vec(), Script::Number, Mode::Line)
        .await?;
    Ok(choose::first_fitting(
        read.into_iter().map(|line| line.text),
        check::resident_id,
    ))
}

/// Validity from the side with the emblem.
pub(super) async fn emblem(sheet: &ReadSheet<'_>) -> Result<Reading, ReaderError> {
    let lines = sheet
        .seen(|page| line::find(page, part(200, 680, 985, 970), 60, 14, 90))
        .await?;
    let mut terms: Vec<date::Term> = Vec::new();
    for text in [Cut::USUAL.text].into_iter().chain(date::HEIGHTS) {
        let ways = lines
            .iter()
            .map(|area| (*area, Cut { text, ..Cut::USUAL }))
            .collect();
        let read = sheet.read(ways, Script::Chinese, Mode::Line).await?;
        terms.extend(read.iter().map(|line| date::term(&line.text)));
        if terms.is_empty() || date::is_settled(&terms) {
            break;
        }
    }
    Ok(date::best(&terms)
        .filter(|term| term.from.is_some())
        .map(|term| term.as_reading())
        .unwrap_or_default())
}
