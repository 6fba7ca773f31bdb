//! The text reader on the tesseract program: finds the document in the picture, straightens it,
//! reads it, and tries the next likeliest outline while something is missing and time is left.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::grey::{Grey, GreyPicture};
use super::ocr::Ocr;
use super::sheet::{Permit, ReadSheet, computed};
use super::{DocumentSide, ReaderError, Reading, TextReader, card, identity, licence};

/// One run of the program never takes longer than this.
const RUN_LIMIT: Duration = Duration::from_secs(8);
/// Time for a picture where the caller names none.
const PICTURE_LIMIT: Duration = Duration::from_secs(20);

/// Reads by running tesseract (with its `chi_sim` and `eng` data) as a child process.
pub struct Tesseract {
    ocr: Ocr,
    slots: Arc<Semaphore>,
    limit: Duration,
}

impl Tesseract {
    /// Looks for `tesseract` on the `PATH`; one picture at a time, 20 s each.
    #[must_use]
    pub fn find() -> Option<Self> {
        let paths = std::env::var_os("PATH")?;
        let program = std::env::split_paths(&paths)
            .map(|folder| folder.join("tesseract"))
            .find(|path| path.is_file())?;
        Some(Self::new(program, 1, PICTURE_LIMIT))
    }

    /// `program` is the path of tesseract; at most `parallel` pictures are read at once and each
    /// is given `limit`. Waiting for a turn does not count.
    #[must_use]
    pub fn new(program: PathBuf, parallel: usize, limit: Duration) -> Self {
        let ocr = Ocr {
            program,
            run_limit: RUN_LIMIT.min(limit),
        };
        Self {
            ocr,
            slots: Arc::new(Semaphore::new(parallel.max(1))),
            limit,
        }
    }

    async fn attempt(
        &self,
        side: DocumentSide,
        picture: &Arc<GreyPicture>,
        outline: card::Corners,
        permit: &Permit,
    ) -> Result<Reading, ReaderError> {
        let (width, height) = size(side, &outline);
        let picture = Arc::clone(picture);
        let page = computed(permit, move || {
            picture.grey.warped(&outline, width, height).flattened()
        })
        .await?;
        let sheet = ReadSheet {
            ocr: &self.ocr,
            page: Arc::new(page),
            permit: Arc::clone(permit),
        };
        match side {
            DocumentSide::IdPortrait => identity::portrait(&sheet).await,
            DocumentSide::IdEmblem => identity::emblem(&sheet).await,
            DocumentSide::Licence => licence::read(&sheet).await,
        }
    }
}

/// Proportions (width by height) of the document, also lying on its side: ISO 7810 ID-1, or a
/// sheet of the A series.
fn ratios(side: DocumentSide) -> &'static [f32] {
    match side {
        DocumentSide::IdPortrait | DocumentSide::IdEmblem => &[1.585, 0.631],
        DocumentSide::Licence => &[1.414, 0.707],
    }
}

/// Every way to hold what lies in the outline that the document allows, the likeliest first.
fn turns(side: DocumentSide, [a, b, c, d]: card::Corners) -> Vec<card::Corners> {
    let length = |p: (f32, f32), q: (f32, f32)| (p.0 - q.0).hypot(p.1 - q.1);
    let level = length(a, b) > length(b, c);
    match (side, level) {
        (DocumentSide::Licence, _) => vec![[a, b, c, d], [c, d, a, b], [b, c, d, a], [d, a, b, c]],
        (_, true) => vec![[a, b, c, d], [c, d, a, b]],
        (_, false) => vec![[b, c, d, a], [d, a, b, c]],
    }
}

/// The outlines as they lie, then the first two turned.
fn attempts(side: DocumentSide, outlines: Vec<card::Corners>) -> Vec<card::Corners> {
    let turns: Vec<Vec<card::Corners>> = outlines
        .into_iter()
        .map(|outline| turns(side, outline))
        .collect();
    let upright = turns.iter().map(|turns| turns[0]);
    upright
        .chain(
            turns
                .iter()
                .take(2)
                .flat_map(|turns| turns[1..].iter().copied()),
        )
        .collect()
}

/// Size of the straightened page.
fn size(side: DocumentSide, outline: &card::Corners) -> (usize, usize) {
    match side {
        DocumentSide::IdPortrait | DocumentSide::IdEmblem => (identity::WIDTH, identity::HEIGHT),
        DocumentSide::Licence => {
            let length = |a: usize, b: usize| {
                (outline[a].0 - outline[b].0).hypot(outline[a].1 - outline[b].1)
            };
            if length(0, 1) + length(3, 2) > length(0, 3) + length(1, 2) {
                (licence::LONG, licence::SHORT)
            } else {
                (licence::SHORT, licence::LONG)
            }
        }
    }
}

/// Whether the outline was the right one: what has a check digit or a fixed shape was found. A name
/// the program cannot read stays unread however often the page is cut out.
fn found(side: DocumentSide, reading: &Reading) -> bool {
    match side {
        DocumentSide::IdPortrait => reading.has("id_number"),
        DocumentSide::IdEmblem => {
            reading.has("valid_from") && (reading.has("valid_to") || reading.has("long_term"))
        }
        DocumentSide::Licence => reading.has("credit_code") && reading.has("organisation_name"),
    }
}

fn whole(grey: &Grey) -> card::Corners {
    let (width, height) = (grey.width as f32 - 1.0, grey.height as f32 - 1.0);
    [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
}

#[async_trait]
impl TextReader for Tesseract {
    async fn read(&self, side: DocumentSide, jpeg: &[u8]) -> Result<Reading, ReaderError> {
        let permit = Arc::clone(&self.slots)
            .acquire_owned()
            .await
            .map_err(|_| ReaderError::Closed)?;
        let permit = Arc::new(permit);
        let deadline = Instant::now() + self.limit;
        let jpeg = jpeg.to_vec();
        let seen = computed(&permit, move || {
            let picture = GreyPicture::decode(&jpeg)?;
            let mut outlines = card::find(&picture, ratios(side));
            outlines.push(whole(&picture.grey));
            Ok::<_, ReaderError>((Arc::new(picture), outlines))
        });
        let (picture, outlines) = tokio::time::timeout_at(deadline, seen)
            .await
            .map_err(|_| ReaderError::TooSlow)???;
        let mut reading = Reading::default();
        for outline in attempts(side, outlines) {
            match tokio::time::timeout_at(deadline, self.attempt(side, &picture, outline, &permit))
                .await
            {
                Ok(attempt) => reading.fill_from(attempt?),
                Err(_) if reading.fields.is_empty() => return Err(ReaderError::TooSlow),
                Err(_) => break,
            }
            if found(side, &reading) {
                break;
            }
        }
        Ok(reading)
    }
}
