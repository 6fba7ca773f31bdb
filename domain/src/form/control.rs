//! The parts of a page that ask for a field. It must not know how they are drawn.

use super::Scope;

/// Which keyboard a phone shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyboard {
    /// Letters.
    Text,
    /// Digits only.
    Numeric,
    /// A telephone pad.
    Telephone,
    /// With `@`.
    Email,
}

crate::named! {
    /// Where the choices of a long list come from: tables of the operator or of the country.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ChoiceSource {
        /// Provinces, cities or districts below the parent field's region.
        Region = "region",
        /// The operator's industries.
        Industry = "industry",
        /// Cities that have an office.
        OfficeCity = "office-city",
        /// Offices in the parent field's city.
        Office = "office",
    }
}

/// What only the server can find out about an answer that is acceptable otherwise; each is answered
/// by one use case. What it finds is remembered with the text it looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerCheck {
    /// The choice exists and is offered still, in the list its control shows.
    Listed,
    /// Nobody else signs in with this name.
    UserNameFree,
}

/// The part of a page that asks for a field.
#[derive(Clone, Copy, Debug)]
pub enum Control {
    /// One line.
    Text(Keyboard),
    /// A textarea.
    LongText,
    /// Never stored, never sent back.
    Password,
    /// A few choices, all visible. Each is a code with the text `choice.<field>.<code>`.
    Radio(fn(&Scope) -> &'static [&'static str]),
    /// A long list; `parent` is the field whose value narrows it.
    Select {
        /// Where the choices come from.
        source: ChoiceSource,
        /// The field above it, such as the province of a city.
        parent: Option<&'static str>,
    },
    /// A calendar day, `YYYY-MM-DD`.
    Date,
    /// Ticked (`"yes"`) or not.
    Check,
    /// One picture.
    Upload,
    /// The code mailed to the address in the field named here.
    EmailCode {
        /// The field with the address.
        address: &'static str,
    },
}
