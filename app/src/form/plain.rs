//! A step that came as a plain form and is shown again: what its address says about what is wrong.

use crate::address::ParamsMap;
use crate::address::use_query_map;
use crate::told::Told;
use domain::application::kind::ApplicationKind;
use domain::document::PictureError;
use domain::form::StepErrors;
use domain::map::Map;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What of a page is marked when it is opened.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Judged {
    /// All that is wrong, but for what nobody could answer yet.
    pub is_checked: bool,
    /// Lists that came with the answers above them.
    pub more: Vec<String>,
}

/// Reads it from the address.
#[must_use]
pub fn judged(query: &ParamsMap) -> Judged {
    Judged {
        is_checked: Told::Check.is_in(query),
        more: query.get_all(Told::More.id()).unwrap_or_default(),
    }
}

/// What a plain form was told: `?error=<code>&seconds=<n>`.
#[must_use]
pub fn failed_before() -> Option<(String, u32)> {
    use_query_map().with_untracked(|query| {
        let seconds = Told::Seconds
            .read(query)
            .and_then(|seconds| seconds.parse().ok());
        Some((Told::Error.read(query)?, seconds.unwrap_or_default()))
    })
}

/// What a plain form was told about the picture of a field: `?picture=<field>.<code>`.
#[must_use]
pub fn refused_before(field: &str) -> Option<PictureError> {
    let told = use_query_map()
        .with_untracked(|query| query.get_all(Told::Picture.id()).unwrap_or_default());
    told.iter()
        .filter_map(|told| told.split_once('.'))
        .filter(|(refused, _)| *refused == field)
        .find_map(|(_, code)| PictureError::parse(code))
}

/// What stands in the address of a page that shows these errors. A list that depends on a choice of
/// the same form was empty and could not be answered: a browser sends none that cannot be used.
#[must_use]
pub fn shown_again(errors: &StepErrors, posted: &Map<String, String>) -> Vec<String> {
    let more = errors
        .keys()
        .filter(|id| !posted.contains_key(id))
        .filter(|id| ApplicationKind::has_list_below_another(id))
        .map(|id| format!("{}={id}", Told::More.id()));
    std::iter::once(format!("{}=1", Told::Check.id()))
        .chain(more)
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::form::FieldError;

    use super::*;

    #[test]
    fn a_list_that_could_not_be_used_is_asked_for_and_not_blamed() {
        let errors: StepErrors = ["region_city", "region_province", "real_name"]
            .map(|id| (id.to_owned(), FieldError::Required))
            .into();
        let posted = [("region_province", ""), ("real_name", "")]
            .map(|(id, text)| (id.to_owned(), text.to_owned()))
            .into();
        assert_eq!(
            shown_again(&errors, &posted),
            ["check=1", "more=region_city"]
        );
    }
}
