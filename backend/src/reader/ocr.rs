//! Calls tesseract on a set of crops and takes its table of words apart.

use std::path::PathBuf;
use std::time::Duration;

use super::choose::Candidate;
use super::grey::Grey;
use super::{ReaderError, process, tiff};

/// What a crop holds, which decides model and alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Chinese with digits in between.
    Chinese,
    /// Digits and X.
    Number,
    /// Digits and the capitals of GB 32100.
    Code,
}

/// How the program finds the text in a crop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// The program looks for one line (`--psm 7`); forgives specks and a wide frame.
    Line,
    /// The crop is the line as it stands (`--psm 13`); does not lose the tops of characters.
    Raw,
}

/// The program and the time one run of it may take.
pub(super) struct Ocr {
    pub program: PathBuf,
    pub run_limit: Duration,
}

impl Ocr {
    /// Reads each crop as one line of text; the answers stand in the order of the crops.
    pub async fn lines(
        &self,
        crops: Vec<Grey>,
        script: Script,
        mode: Mode,
    ) -> Result<Vec<Candidate>, ReaderError> {
        let pages = crops.len();
        if pages == 0 {
            return Ok(Vec::new());
        }
        let mut arguments = vec![
            "stdin",
            "stdout",
            "--dpi",
            "300",
            "--psm",
            if mode == Mode::Line { "7" } else { "13" },
            "-c",
            "tessedit_create_tsv=1",
        ];
        match script {
            Script::Chinese => arguments.extend(["-l", "chi_sim"]),
            Script::Number => {
                arguments.extend(["-l", "eng", "-c", "tessedit_char_whitelist=0123456789X"])
            }
            Script::Code => arguments.extend([
                "-l",
                "eng",
                "-c",
                "tessedit_char_whitelist=0123456789ABCDEFGHJKLMNPQRTUWXY",
            ]),
        }
        let table = process::run(
            &self.program,
            &arguments,
            tiff::encode(&crops),
            self.run_limit,
        )
        .await?;
        Ok(by_page(&table, pages))
    }
}

/// Words of the program's table joined per page, with their mean confidence.
fn by_page(table: &str, pages: usize) -> Vec<Candidate> {
    let mut found = vec![(String::new(), 0.0f32, 0usize); pages];
    for row in table.lines() {
        let columns: Vec<&str> = row.split('\t').collect();
        let [level, page, .., confidence, text] = columns[..] else {
            continue;
        };
        let (Ok(page), Ok(confidence)) = (page.parse::<usize>(), confidence.parse::<f32>()) else {
            continue;
        };
        let text: String = text.split_whitespace().collect();
        if level != "5" || text.is_empty() || page == 0 || page > pages {
            continue;
        }
        let count = text.chars().count();
        let entry = &mut found[page - 1];
        entry.0.push_str(&text);
        entry.1 += confidence / 100.0 * count as f32;
        entry.2 += count;
    }
    found
        .into_iter()
        .map(|(text, sum, count)| Candidate {
            text,
            trust: if count == 0 { 0.0 } else { sum / count as f32 },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_per_page_and_blank_pages_stay_blank() {
        let table = "level\tpage_num\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t王\n5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t70\t小明\n\
            1\t2\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n5\t3\t1\t1\t1\t1\t0\t0\t9\t9\t50\t男\n";
        let texts: Vec<String> = by_page(table, 3)
            .into_iter()
            .map(|line| line.text)
            .collect();
        assert_eq!(texts, ["王小明", "", "男"]);
    }
}
