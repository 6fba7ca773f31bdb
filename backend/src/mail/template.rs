//! The one template of all mails. A text is paragraphs; `# {code}` is one that is copied, shown in
//! large type; `[label]({url}/status)` is a link: the first of a mail is its button. Signs in a
//! value, which may come from outside, are text.

use domain::text::{Language, fill, find};

/// A part of a mail, with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MailBlock {
    /// A few lines.
    Paragraph(String),
    /// What is copied or typed elsewhere.
    Large(String),
    /// Where to go.
    Link { label: String, address: String },
}

/// What a mail says, in order, and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub blocks: Vec<MailBlock>,
    /// Reference, office, telephone: name and value.
    pub facts: Vec<(&'static str, String)>,
    pub platform: String,
    /// Where the platform is.
    pub home: String,
    /// That nobody reads answers.
    pub automatic: String,
    pub language: Language,
}

/// Values that are told under every mail that knows them, by name, with the name of their label.
const FACTS: [(&str, &str); 3] = [
    ("reference", "mail.frame.reference"),
    ("office", "mail.frame.office"),
    ("telephone", "mail.frame.telephone"),
];

impl Content {
    /// Fills in a body. `values` hold `platform`, `url` and `sender`.
    pub(crate) fn new(language: Language, body: &str, values: &[(&str, &str)]) -> Option<Self> {
        let value = |name: &str| {
            let found = values.iter().find(|(known, _)| *known == name)?.1;
            Some(found.to_owned()).filter(|text| !text.is_empty())
        };
        let facts = FACTS
            .iter()
            .filter_map(|(name, label)| Some((find(language, label)?, one_line(&value(name)?))));
        Some(Self {
            blocks: body.split("\n\n").map(|part| block(part, values)).collect(),
            facts: facts.collect(),
            platform: one_line(&value("platform")?),
            home: value("url")?,
            automatic: fill(find(language, "mail.frame.automatic")?, values),
            language,
        })
    }

    /// The plain part.
    pub(crate) fn plain(&self) -> String {
        let blocks = self.blocks.iter().map(|block| match block {
            MailBlock::Paragraph(text) | MailBlock::Large(text) => text.clone(),
            MailBlock::Link { label, address } => {
                format!("{label}{}\n{address}", self.language.colon().trim_end())
            }
        });
        let facts = self
            .facts
            .iter()
            .map(|(label, value)| format!("{label}{}{value}", self.language.colon()))
            .collect::<Vec<_>>()
            .join("\n");
        let end = format!("{}\n{}", self.platform, self.home);
        let mut parts: Vec<String> = blocks.collect();
        parts.extend([facts, end, self.automatic.clone()]);
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }
}

/// The signs of a block are read before its values are put in.
fn block(part: &str, values: &[(&str, &str)]) -> MailBlock {
    let filled = |text: &str| fill(text, values);
    if let Some(text) = part.strip_prefix("# ") {
        return MailBlock::Large(one_line(&filled(text)));
    }
    let link = part
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(')'))
        .and_then(|rest| rest.split_once("]("));
    match link {
        Some((label, address)) => MailBlock::Link {
            label: one_line(&filled(label)),
            address: one_line(&filled(address)).replace(' ', "%20"),
        },
        None => MailBlock::Paragraph(filled(part)),
    }
}

/// A value with a line break in it must not begin another header.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
