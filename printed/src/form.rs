//! What is printed. All texts are in the language of the printout, as they are to be read.

use serde::Serialize;

/// One PDF: a cover sheet and forms, each of which begins on a page of its own.
#[derive(Clone, Debug, Serialize)]
pub struct Printout {
    /// BCP 47: `zh-CN`, `ja` or `en`.
    pub language: String,
    /// Title of the document, for whoever lists files.
    pub title: String,
    /// Who issues the forms: the operator's name.
    pub operator: String,
    /// The number people know the case by.
    pub reference: String,
    /// What comes first.
    pub cover: Option<Cover>,
    /// In the order they are printed.
    pub forms: Vec<Form>,
    /// Words that stand on every sheet.
    pub words: Words,
}

/// A form.
#[derive(Clone, Debug, Serialize)]
pub struct Form {
    /// Its name, which is its heading and stands in its footer.
    pub title: String,
    /// What its QR code holds, ASCII only; the same stands beside it in letters.
    pub code: String,
    /// Ruled cells under headings.
    pub sections: Vec<Section>,
    /// What the applicant declares, a paragraph each.
    pub declaration: Vec<String>,
    /// Whether a seal is asked for, besides the signature.
    pub is_sealed: bool,
    /// Before the line for a signature.
    pub signature: String,
    /// What the office fills in by hand.
    pub office: Section,
}

/// Rows under one heading.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Its rows, top to bottom.
    pub rows: Vec<Row>,
}

/// A label and what was answered. An empty answer is an empty cell, to be filled in by hand.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What is asked.
    pub label: String,
    /// The answer.
    pub text: String,
}

/// What to send, and where to: the sheet on top.
#[derive(Clone, Debug, Serialize)]
pub struct Cover {
    /// Its heading.
    pub title: String,
    /// What to do, a paragraph each.
    pub intro: Vec<String>,
    /// Whom the case is of, what it is about, where to send to.
    pub rows: Vec<Row>,
    /// Heading over the list.
    pub papers_title: String,
    /// Heads of its columns: paper, in which form, why.
    pub columns: [String; 3],
    /// What to send.
    pub papers: Vec<CoverPaper>,
}

/// A paper to send.
#[derive(Clone, Debug, Serialize)]
pub struct CoverPaper {
    /// Its name.
    pub name: String,
    /// Original or copy.
    pub form: String,
    /// What it is wanted for.
    pub why: String,
}

/// Words on every sheet.
#[derive(Clone, Debug, Serialize)]
pub struct Words {
    /// What the seal box says, such as （盖章）.
    pub seal: String,
    /// Before the line for the day.
    pub date: String,
    /// `n` and `m` in braces: the page and how many there are.
    pub page: String,
    /// Before the reference.
    pub reference: String,
    /// Said where a character has no glyph; `{code}` is its code point.
    pub unprintable: String,
}
