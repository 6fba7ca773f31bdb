//! A straightened page that can be read in places, each place in as many ways as it is worth.
//! Pixels are worked on blocking threads; the program runs in between.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use super::ReaderError;
use super::choose::{self, Candidate};
use super::grey::Grey;
use super::line::{self, Area, Cut};
use super::ocr::{Mode, Ocr, Script};

/// Below this share of agreeing trust a name is a guess, and a wrong name is worse than none.
const NAME_TRUST: f32 = 0.29;

/// Ways to cut a name out, by mode of reading; the first two serve longer texts.
const LINE_CUTS: [Cut; 4] = [
    Cut {
        text: 36,
        air: (10, 5),
        frame: 10,
    },
    Cut {
        text: 24,
        air: (10, 5),
        frame: 0,
    },
    Cut {
        text: 30,
        air: (4, 5),
        frame: 10,
    },
    Cut {
        text: 36,
        air: (4, 3),
        frame: 24,
    },
];
const RAW_CUTS: [Cut; 4] = [
    Cut {
        text: 52,
        air: (4, 3),
        frame: 10,
    },
    Cut {
        text: 30,
        air: (4, 5),
        frame: 0,
    },
    Cut {
        text: 36,
        air: (4, 5),
        frame: 10,
    },
    Cut {
        text: 44,
        air: (10, 10),
        frame: 0,
    },
];

/// Held by every computation for a picture, also by one whose caller has gone away.
pub(super) type Permit = Arc<OwnedSemaphorePermit>;

/// Runs `work` on a blocking thread, keeping the permit until it is done.
pub(super) async fn computed<T: Send + 'static>(
    permit: &Permit,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ReaderError> {
    let permit = Arc::clone(permit);
    let task = tokio::task::spawn_blocking(move || {
        let result = work();
        drop(permit);
        result
    });
    task.await
        .map_err(|error| ReaderError::Failed(error.to_string()))
}

/// See the module.
pub(super) struct ReadSheet<'a> {
    pub ocr: &'a Ocr,
    pub page: Arc<Grey>,
    pub permit: Permit,
}

impl ReadSheet<'_> {
    /// Runs `work` over the page on a blocking thread.
    pub async fn seen<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Grey) -> T + Send + 'static,
    ) -> Result<T, ReaderError> {
        let page = Arc::clone(&self.page);
        computed(&self.permit, move || work(&page)).await
    }

    /// Reads each area once, cut as said; the answers stand in the order of the areas.
    pub async fn read(
        &self,
        ways: Vec<(Area, Cut)>,
        script: Script,
        mode: Mode,
    ) -> Result<Vec<Candidate>, ReaderError> {
        let crops = self
            .seen(move |page| ways.iter().map(|(area, cut)| cut.of(page, *area)).collect())
            .await?;
        self.ocr.lines(crops, script, mode).await
    }

    /// Reads each area in several ways (at most 4, twice each) and lets the readings vote. `keep`
    /// says which characters can stand in such a text.
    pub async fn voted(
        &self,
        areas: &[Area],
        ways: usize,
        keep: fn(char) -> bool,
    ) -> Result<Vec<Option<Candidate>>, ReaderError> {
        let mut votes: Vec<Vec<Candidate>> = vec![Vec::new(); areas.len()];
        for (cuts, mode) in [(LINE_CUTS, Mode::Line), (RAW_CUTS, Mode::Raw)] {
            let cuts = &cuts[..ways];
            let all = areas
                .iter()
                .flat_map(|area| cuts.iter().map(|cut| (*area, *cut)))
                .collect();
            for (index, read) in self
                .read(all, Script::Chinese, mode)
                .await?
                .into_iter()
                .enumerate()
            {
                votes[index / cuts.len()].push(Candidate {
                    text: read.text.chars().filter(|c| keep(*c)).collect(),
                    ..read
                });
            }
        }
        Ok(votes.iter().map(|votes| choose::by_vote(votes)).collect())
    }

    /// Reads a person's name; `None` when the readings disagree too much. `labelled` is the same
    /// line with its label 姓名, which some names are read better with.
    pub async fn name(
        &self,
        area: Area,
        labelled: Option<Area>,
    ) -> Result<Option<String>, ReaderError> {
        // The program knows no middle dot: where one is seen, the parts are read apart. A dot too
        // close to its neighbours to be seen is mostly read as some other mark.
        let parts = self
            .seen(move |page| line::between_dots(page, area))
            .await?;
        let read = match (&parts[..], labelled) {
            ([area], labelled) => {
                let mut votes = self.name_votes(*area, &LINE_CUTS, Mode::Line).await?;
                votes.extend(self.name_votes(*area, &RAW_CUTS, Mode::Raw).await?);
                if let Some(labelled) = labelled {
                    votes.extend(self.name_votes(labelled, &LINE_CUTS, Mode::Line).await?);
                }
                vec![choose::by_vote(&votes)]
            }
            (parts, _) => {
                self.voted(parts, LINE_CUTS.len(), char::is_alphabetic)
                    .await?
            }
        };
        let parts: Option<Vec<String>> = read
            .into_iter()
            .map(|part| Some(part.filter(|part| part.trust >= NAME_TRUST)?.text))
            .collect();
        Ok(parts.map(|parts| parts.join("·")))
    }

    async fn name_votes(
        &self,
        area: Area,
        cuts: &[Cut],
        mode: Mode,
    ) -> Result<Vec<Candidate>, ReaderError> {
        let read = self
            .read(
                cuts.iter().map(|cut| (area, *cut)).collect(),
                Script::Chinese,
                mode,
            )
            .await?;
        Ok(read
            .into_iter()
            .map(|read| Candidate {
                text: as_name(&read.text),
                ..read
            })
            .collect())
    }
}

/// A name without its label, any mark inside it taken for the middle dot.
fn as_name(text: &str) -> String {
    let start: Vec<char> = text.chars().take(3).collect();
    let label = if start.first() == Some(&'姓') {
        2
    } else {
        start.iter().position(|c| *c == '名').map_or(0, |at| at + 1)
    };
    let marked: String = text
        .chars()
        .skip(label)
        .map(|c| if c.is_alphabetic() { c } else { '·' })
        .collect();
    marked
        .split('·')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("·")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_go_and_marks_inside_a_name_become_the_middle_dot() {
        for text in [
            "姓名阿依古丽，买买提。",
            "站名阿依古丽*买买提",
            "_阿依古丽·买买提",
        ] {
            assert_eq!(as_name(text), "阿依古丽·买买提", "{text}");
        }
        assert_eq!(as_name("姓名王伟"), "王伟");
        assert_eq!(as_name(""), "");
    }
}
