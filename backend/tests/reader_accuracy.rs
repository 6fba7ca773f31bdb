//! How well the text reader reads. The short tests read three drawn documents that lie beside
//! this file; the long one measures a directory of them:
//!
//! ```text
//! node end2end/cards/generate.mjs --seed 2 --out /tmp/cards
//! CARDS_DIR=/tmp/cards cargo test --release -p backend --test reader_accuracy -- --ignored --nocapture
//! ```

use std::collections::{BTreeMap, HashSet};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use backend::reader::{DocumentSide, Reading, Tesseract, TextReader};
use domain::map::Map;
use image::{DynamicImage, ImageFormat};

/// One picture and what stands on it.
#[derive(serde::Deserialize)]
struct Truth {
    file: String,
    side: String,
    fields: Map<String, String>,
}

impl Truth {
    /// `None` for pictures no reader reads (handheld photos).
    fn side(&self) -> Option<DocumentSide> {
        match self.side.as_str() {
            "portrait" => Some(DocumentSide::IdPortrait),
            "emblem" => Some(DocumentSide::IdEmblem),
            "licence" => Some(DocumentSide::Licence),
            _ => None,
        }
    }
}

fn truths(folder: &Path) -> Vec<Truth> {
    let text =
        std::fs::read_to_string(folder.join("truth.json")).expect("the folder holds a truth.json");
    serde_json::from_str(&text).expect("truth.json is as end2end/cards writes it")
}

fn reader() -> Tesseract {
    let found = Tesseract::find();
    assert!(
        found.is_some(),
        "tesseract is missing: install the Debian packages tesseract-ocr and tesseract-ocr-chi-sim"
    );
    // Unoptimised code on a busy machine is slow; the product's own limit is another matter.
    Tesseract::new("tesseract".into(), 2, Duration::from_secs(300))
}

fn cards() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cards")
}

async fn read(reader: &Tesseract, side: DocumentSide, jpeg: &[u8]) -> Reading {
    reader
        .read(side, jpeg)
        .await
        .expect("tesseract runs and knows chi_sim and eng")
}

#[tokio::test]
async fn the_three_documents_beside_this_file_are_read_without_a_mistake() {
    let reader = reader();
    for truth in truths(&cards()) {
        let jpeg = std::fs::read(cards().join(&truth.file)).expect("the picture lies beside");
        let reading = read(&reader, truth.side().expect("a readable side"), &jpeg).await;
        assert_eq!(reading.fields, truth.fields, "{}", truth.file);
    }
}

#[tokio::test]
async fn a_card_that_lies_on_its_side_or_upside_down_is_read_too() {
    let reader = reader();
    let upright = image::open(cards().join("portrait.jpg")).expect("the picture lies beside");
    let truth = truths(&cards())
        .into_iter()
        .find(|truth| truth.side == "portrait")
        .expect("one is");
    for turned in [upright.rotate180(), upright.rotate90()] {
        let reading = read(&reader, DocumentSide::IdPortrait, &jpeg(&turned)).await;
        assert_eq!(
            reading.fields.get("id_number"),
            truth.fields.get("id_number")
        );
    }
}

#[tokio::test]
async fn a_picture_without_a_document_gives_an_empty_reading() {
    let empty = DynamicImage::new_luma8(900, 600);
    for side in [
        DocumentSide::IdPortrait,
        DocumentSide::IdEmblem,
        DocumentSide::Licence,
    ] {
        assert_eq!(
            read(&reader(), side, &jpeg(&empty)).await,
            Reading::default()
        );
    }
}

#[tokio::test]
async fn bytes_that_are_no_picture_are_an_error() {
    assert!(
        reader()
            .read(DocumentSide::IdEmblem, b"%PDF-1.7")
            .await
            .is_err()
    );
}

fn jpeg(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture
        .to_rgb8()
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .expect("memory takes it");
    bytes.into_inner()
}

/// What is counted, and the least share that must be right. A value that was filled in wrongly is
/// worse than an empty one, so `right or empty` counts apart.
const FLOORS: [(&str, f32); 13] = [
    ("portrait id_number", 0.98),
    ("portrait address start", 0.96),
    ("portrait address", 0.90),
    ("portrait real_name", 0.70),
    ("portrait real_name right or empty", 0.90),
    ("emblem valid_from", 0.98),
    ("emblem valid_to", 0.98),
    ("emblem long_term", 0.98),
    ("licence credit_code", 0.95),
    ("licence organisation_name", 0.75),
    ("licence address start", 0.95),
    ("licence legal_representative right or empty", 0.75),
    ("licence valid_from", 0.90),
];

#[tokio::test]
#[ignore = "minutes long; needs CARDS_DIR, see the head of this file"]
async fn the_accuracy_over_a_directory_of_documents_is_above_its_floors() {
    let folder = PathBuf::from(
        std::env::var_os("CARDS_DIR")
            .expect("CARDS_DIR names a directory written by end2end/cards/generate.mjs"),
    );
    let reader = reader();
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut times: BTreeMap<String, Vec<Duration>> = BTreeMap::new();
    for truth in truths(&folder) {
        let Some(side) = truth.side() else { continue };
        let jpeg =
            std::fs::read(folder.join(&truth.file)).expect("the picture lies in the directory");
        let start = Instant::now();
        let got = read(&reader, side, &jpeg).await.fields;
        times
            .entry(truth.side.clone())
            .or_default()
            .push(start.elapsed());
        let mut count = |what: String, right: bool| {
            let entry = counts.entry(format!("{} {what}", truth.side)).or_default();
            *entry = (entry.0 + u32::from(right), entry.1 + 1);
        };
        let fields: HashSet<&String> = truth.fields.keys().chain(got.keys()).collect();
        for field in fields {
            let (want, got) = (truth.fields.get(field), got.get(field));
            count(field.clone(), want == got);
            count(
                format!("{field} right or empty"),
                got.is_none() || want == got,
            );
            if field == "address" {
                let start = |text: Option<&String>| {
                    text.map(|text| text.chars().take(6).collect::<String>())
                };
                count("address start".to_owned(), start(want) == start(got));
            }
            if want != got {
                eprintln!(
                    "{} {field}: {} read as {}",
                    truth.file,
                    want.map_or("-", String::as_str),
                    got.map_or("-", String::as_str)
                );
            }
        }
    }
    for (what, (right, all)) in &counts {
        eprintln!(
            "{what:46} {right:3} / {all:3}  {:5.1} %",
            *right as f32 * 100.0 / *all as f32
        );
    }
    for (side, times) in &mut times {
        times.sort();
        eprintln!(
            "{side:10} median {:.2?}, longest {:.2?}",
            times[times.len() / 2],
            times[times.len() - 1]
        );
    }
    for (what, floor) in FLOORS {
        if let Some((right, all)) = counts.get(what) {
            let share = *right as f32 / *all as f32;
            assert!(share >= floor, "{what}: {share:.3} is below {floor}");
        }
    }
}
