//! What the pages of administrators are told. These shapes cross the wire. Names stand in them in
//! all languages, so that changing the language asks nobody and loses nothing typed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::days::{Span, WrongLine};
use super::sheet::Sheet;
use crate::form::RawAnswers;
use crate::review::Role;
use crate::text::Texts;

/// An office among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeChoice {
    /// Slug.
    pub id: String,
    /// Its name.
    pub names: Texts,
    /// New applications may choose it.
    pub is_open: bool,
}

/// A member of staff in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    /// What they sign in with.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The name of their office.
    pub office: Option<Texts>,
    /// When they last signed in, `2026-11-22 14:05`.
    pub signed_in_at: Option<String>,
    /// Whether they have a second factor.
    pub has_factor: bool,
    /// Whether they can sign in.
    pub is_active: bool,
}

/// A member of staff, or the form for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    /// The member; `None` for a new one.
    pub member: Option<MemberRow>,
    /// The form.
    pub sheet: Sheet,
    /// Offices to choose among.
    pub offices: Vec<OfficeChoice>,
    /// How many cases they hold right now.
    pub held: i64,
    /// Whether it is the reader.
    pub is_me: bool,
    /// A password to hand over, shown this once.
    pub password: Option<String>,
}

/// An office in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeRow {
    /// Slug.
    pub id: String,
    /// Its name.
    pub names: Texts,
    /// Province and city, in Chinese.
    pub city: String,
    /// As it is dialled.
    pub telephone: String,
    /// New applications may choose it.
    pub is_open: bool,
    /// How many cases wait there, for staff or for the applicant.
    pub waiting: i64,
    /// How many officers work there.
    pub officers: i64,
}

/// A group of places to choose among: a province and its cities.
pub type Places = Vec<(String, Vec<(String, String)>)>;

/// An office, or the form for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficePage {
    /// The office; `None` for a new one.
    pub office: Option<OfficeRow>,
    /// The form.
    pub sheet: Sheet,
    /// Cities by province.
    pub cities: Places,
    /// The other offices.
    pub others: Vec<OfficeChoice>,
    /// Where what still arrives goes, once it is closed.
    pub successor: Option<Texts>,
}

/// The holiday table of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayPage {
    /// Which year.
    pub year: i32,
    /// The years there is something in, this one and the next.
    pub years: Vec<i32>,
    /// The table.
    pub spans: Vec<Span>,
    /// The form: what was typed last, if it was refused.
    pub sheet: Sheet,
}

/// What a line would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedLine {
    /// The days and what they are to be.
    pub span: Span,
    /// How many days would be other than now.
    pub changes: u32,
    /// How many of these are in the table now with another meaning.
    pub replaces: u32,
}

/// How waiting cases would be due at another day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueMove {
    /// The due day now.
    pub from: NaiveDate,
    /// The due day then.
    pub to: NaiveDate,
    /// How many cases.
    pub cases: i64,
}

/// What would happen to the holiday table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayPlan {
    /// What was written.
    pub text: String,
    /// What it says, line by line.
    pub lines: Vec<PlannedLine>,
    /// The lines nobody understands; then nothing else is in here.
    pub wrong: Vec<WrongLine>,
    /// Names the table it was compared with.
    pub seen: String,
    /// What would become of due days.
    pub moves: Vec<DueMove>,
}

impl HolidayPlan {
    /// How many days would change.
    #[must_use]
    pub fn changes(&self) -> u32 {
        self.lines.iter().map(|line| line.changes).sum()
    }

    /// How many cases would be due at another day.
    #[must_use]
    pub fn cases(&self) -> i64 {
        self.moves.iter().map(|due| due.cases).sum()
    }
}

/// A version of a notice in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// Counts up.
    pub version: i32,
    /// When it was published.
    pub published_at: String,
    /// SHA-256 over all its languages.
    pub sha256: String,
    /// How many applications were sent with it.
    pub accepted: i64,
}

/// A notice and its versions, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRow {
    /// Which notice.
    pub id: String,
    /// Its heading, in the newest version or the draft.
    pub title: Texts,
    /// Its versions.
    pub versions: Vec<VersionRow>,
    /// When the draft of a next version was last saved, and by whom.
    pub draft: Option<(String, String)>,
}

/// A notice in one language, as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeText {
    /// BCP 47.
    pub language: String,
    /// Heading.
    pub title: String,
    /// Paragraphs are separated by an empty line.
    pub text: String,
    /// SHA-256 of the text, as an applicant's acceptance records it.
    pub sha256: String,
}

/// A version of a notice, or a draft as it would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    /// Which notice.
    pub id: String,
    /// Which version it is, or would be.
    pub version: i32,
    /// When it was published; `None` for a draft.
    pub published_at: Option<String>,
    /// It is the one applicants are shown.
    pub is_in_force: bool,
    /// In each language.
    pub texts: Vec<NoticeText>,
    /// Of a draft: its own version, to publish it on.
    pub draft_version: i32,
    /// Of a draft: it says what the version in force says.
    pub is_unchanged: bool,
    /// Of a draft: another version was published since it was begun.
    pub is_overtaken: bool,
    /// Of a draft: what is missing.
    pub is_complete: bool,
}

/// The form of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDraftPage {
    /// Which notice.
    pub id: String,
    /// The form.
    pub sheet: Sheet,
    /// When it was last saved, and by whom.
    pub saved: (String, String),
    /// Another version was published since it was begun.
    pub is_overtaken: bool,
}

/// An industry in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndustryRow {
    /// Its code.
    pub id: String,
    /// Its name.
    pub names: Texts,
    /// Its place in the order.
    pub position: i32,
    /// Its version.
    pub version: i32,
    /// It is offered to applicants.
    pub is_offered: bool,
}

/// An industry, or the form for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndustryPage {
    /// The industry; `None` for a new one.
    pub industry: Option<IndustryRow>,
    /// The form.
    pub sheet: Sheet,
}

/// The settings of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformPage {
    /// The form; a field that is empty stands for its start value.
    pub sheet: Sheet,
    /// Setting → its start value, as the process was started with it.
    pub start: RawAnswers,
    /// Provinces to choose among: code and name.
    pub provinces: Vec<(String, String)>,
}

/// What there is, section by section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Members of staff who can sign in.
    pub staff: i64,
    /// Offices that can be chosen.
    pub offices: i64,
    /// Days in the holiday table from today on.
    pub holidays: i64,
    /// Notices in force.
    pub notices: i64,
    /// Industries that are offered.
    pub industries: i64,
    /// Settings that differ from their start values.
    pub settings: i64,
}
