//! Papers that are sent to the office besides what is answered. A kind names the ones it needs; what
//! became of them is no business of this module.

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::printed::PrintedForm;
use super::snapshot::Snapshot;

/// In which form a paper is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperForm {
    /// The sealed original.
    Original,
    /// A copy.
    Copy,
    /// The thing itself, which is no paper.
    Itself,
}

impl PaperForm {
    /// Its name in texts (`paper_form.<id>`).
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Copy => "copy",
            Self::Itself => "itself",
        }
    }
}

/// A paper a kind needs.
#[derive(Debug)]
pub struct PaperNeeded {
    /// Its type, in texts (`paper.<id>.name`, `paper.<id>.why`) and in the DOM.
    pub id: &'static str,
    /// In which form.
    pub form: PaperForm,
    /// With which answers.
    pub applies: fn(&Snapshot) -> bool,
    /// The form it is, where the portal prints it.
    pub printed: Option<&'static PrintedForm>,
}

impl PaperNeeded {
    /// A copy of what somebody has.
    #[must_use]
    pub const fn copy(id: &'static str) -> Self {
        Self {
            id,
            form: PaperForm::Copy,
            applies: |_| true,
            printed: None,
        }
    }

    /// Something that is sent itself.
    #[must_use]
    pub const fn itself(id: &'static str) -> Self {
        Self {
            form: PaperForm::Itself,
            ..Self::copy(id)
        }
    }

    /// A form the portal prints, sealed or signed.
    #[must_use]
    pub const fn form(printed: &'static PrintedForm) -> Self {
        Self {
            id: printed.id,
            form: PaperForm::Original,
            applies: |_| true,
            printed: Some(printed),
        }
    }

    /// Only with some answers.
    #[must_use]
    pub const fn applies_if(self, applies: fn(&Snapshot) -> bool) -> Self {
        Self { applies, ..self }
    }
}

/// A paper to be sent, as pages list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperView {
    /// Its type.
    pub id: String,
    /// In which form.
    pub form: PaperForm,
    /// Whether the portal prints it.
    pub is_printed: bool,
}

/// Where papers are sent: the office, in the language of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendTo {
    /// What it is called.
    pub name: String,
    /// For the post.
    pub postal_address: String,
    /// Area code and number.
    pub fax: String,
    /// Area code and number.
    pub telephone: String,
}

impl Kind {
    /// The papers that belong to what was sent, in the order its kind names them.
    #[must_use]
    pub fn papers_for(&self, sent: &Snapshot) -> Vec<PaperView> {
        let needed = self.papers.iter().filter(|paper| (paper.applies)(sent));
        let listed = needed.map(|paper| PaperView {
            id: paper.id.to_owned(),
            form: paper.form,
            is_printed: paper.printed.is_some(),
        });
        listed.collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::application::kind::ApplicationKind;
    use crate::text::{Language, find_of};

    #[test]
    fn every_paper_has_a_name_and_says_why() {
        for kind in ApplicationKind::ALL.iter().map(|kind| kind.spec()) {
            for paper in kind.papers {
                for part in ["name", "why"] {
                    let name = format!("paper.{}.{part}", paper.id);
                    assert!(
                        find_of(Language::English, kind.id, &name).is_some(),
                        "{name}"
                    );
                }
            }
        }
    }
}
