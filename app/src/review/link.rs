//! The queue's filter in the URLs of staff pages. A case keeps the filter it was opened from, so
//! the way back leads to the same list.

use std::collections::BTreeMap;

use crate::address::ParamsMap;
use domain::review::filter::QueueFilter;
use domain::review::four_eyes::DecisionOutcome;

use crate::paths;
use domain::review::notes::Verdict;

/// The filter in a query.
#[must_use]
pub fn filter(query: &ParamsMap) -> QueueFilter {
    QueueFilter::read(|name| query.get(name))
}

/// A filter as a query, without the parts that are empty.
#[must_use]
pub fn query(filter: &QueueFilter) -> String {
    let pairs: Vec<String> = filter
        .parts()
        .map(|(name, value)| format!("{name}={}", paths::encode(value)))
        .collect();
    pairs.join("&")
}

/// The parts of a filter in a URL, as they are written there.
#[must_use]
pub fn kept(url: &str) -> String {
    let query = url
        .split('#')
        .next()
        .and_then(|url| url.split_once('?'))
        .map_or("", |(_, query)| query);
    let pairs: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            QueueFilter::PARTS.contains(&name) && !value.is_empty()
        })
        .collect();
    pairs.join("&")
}

/// A URL with more in its query; what is empty adds nothing.
#[must_use]
pub fn with(url: &str, queries: &[&str]) -> String {
    queries
        .iter()
        .filter(|query| !query.is_empty())
        .fold(url.to_owned(), |url, query| {
            let mark = if url.contains('?') { '&' } else { '?' };
            format!("{url}{mark}{query}")
        })
}

/// The queue as filtered.
#[must_use]
pub fn queue(filter: &QueueFilter) -> String {
    with(paths::QUEUE, &[&query(filter)])
}

/// The case of a row, with the filter it was found by.
#[must_use]
pub fn case(reference: &str, filter: &QueueFilter) -> String {
    case_with(reference, &query(filter))
}

/// The same of a filter that is a query already.
#[must_use]
pub fn case_with(reference: &str, query: &str) -> String {
    with(&paths::case(&paths::encode(reference)), &[query])
}

/// The case after this one in the list of a filter.
#[must_use]
pub fn next(reference: &str, filter: &QueueFilter) -> String {
    let case = format!("case={}", paths::encode(reference));
    with(paths::NEXT_CASE, &[&case, &query(filter)])
}

/// The queue after a decision. `filter` is a query.
#[must_use]
pub fn decided(
    filter: &str,
    verdict: Verdict,
    reference: &str,
    outcome: DecisionOutcome,
) -> String {
    let (name, case) = (outcome.id(), paths::encode(reference));
    let decision = format!("{name}={}&case={case}", verdict.id());
    with(paths::QUEUE, &[filter, &decision])
}

/// The references in a text with commas between them.
#[must_use]
pub fn references(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|reference| !reference.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The page where it is chosen how these cases are decided. `filter` is a query.
#[must_use]
pub fn bulk(references: &[String], filter: &str) -> String {
    let cases: Vec<String> = references
        .iter()
        .map(|reference| format!("case={}", paths::encode(reference)))
        .collect();
    with(paths::BULK, &[&cases.join("&"), filter])
}

/// The name of a ticked box in an address.
const TICK: &str = "tick";

/// The boxes that were ticked when a plain form was sent, by their cases, and what each said:
/// written into the address of the page it comes back to, also when it is none.
#[must_use]
pub fn ticks<'a>(ticked: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let ticked: Vec<String> = ticked
        .map(|(reference, said)| {
            format!("{TICK}={}", paths::encode(&format!("{reference}.{said}")))
        })
        .collect();
    match ticked.is_empty() {
        true => format!("{TICK}="),
        false => ticked.join("&"),
    }
}

/// Reads them; `None` when no form came back.
#[must_use]
pub fn ticked(query: &ParamsMap) -> Option<BTreeMap<String, String>> {
    let ticked = query.get_all(TICK)?;
    let ticked = ticked.iter().filter_map(|tick| tick.split_once('.'));
    Some(
        ticked
            .map(|(reference, said)| (reference.to_owned(), said.to_owned()))
            .collect(),
    )
}

/// A planned decision about several cases. `filter` is a query.
#[must_use]
pub fn bulk_plan(id: &str, filter: &str) -> String {
    with(&format!("{}/{id}", paths::BULK), &[filter])
}

/// The sign-in page that leads on to `next`.
#[must_use]
pub fn sign_in(next: &str) -> String {
    with(
        paths::STAFF_SIGN_IN,
        &[&format!("next={}", paths::encode(next))],
    )
}

/// Where to go after signing in: a staff page of ours, whatever was asked for.
#[must_use]
pub fn staff_page(next: &str) -> String {
    let is_ours = next.starts_with("/staff/")
        && !next.starts_with(paths::STAFF_SIGN_IN)
        && !next.contains('\\')
        && !next.chars().any(char::is_control);
    match is_ours {
        true => paths::encode_unprintable(next),
        false => paths::QUEUE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_written_without_its_empty_parts() {
        let filter = QueueFilter {
            state: "all".into(),
            search: "王 &".into(),
            ..Default::default()
        };
        assert_eq!(
            queue(&filter),
            "/staff/queue?state=all&search=%E7%8E%8B%20%26"
        );
        assert_eq!(queue(&QueueFilter::default()), "/staff/queue");
    }

    #[test]
    fn only_the_filter_of_a_page_is_kept() {
        let url = "/staff/cases/X?state=all&error=stale&only=&search=%E7%8E%8B#top";
        assert_eq!(kept(url), "state=all&search=%E7%8E%8B");
        assert_eq!(kept("/staff/cases/X"), "");
        assert_eq!(with("/a", &["", "b=1", "c=2"]), "/a?b=1&c=2");
        assert_eq!(with("/a?b=1", &["c=2"]), "/a?b=1&c=2");
    }

    #[test]
    fn the_cases_of_a_decision_stand_in_its_address() {
        let chosen = references("7K3M-9QXP-4T, 8888-2222-22,,");
        assert_eq!(
            bulk(&chosen, "state=all"),
            "/staff/bulk?case=7K3M-9QXP-4T&case=8888-2222-22&state=all"
        );
        assert_eq!(bulk(&[], ""), "/staff/bulk");
        assert_eq!(bulk_plan("1", ""), "/staff/bulk/1");
    }

    #[test]
    fn the_boxes_of_a_form_that_comes_back_are_as_they_were_sent() {
        let sent = [("7K3M-9QXP-4T", "none"), ("8888-2222-22", "warned unread")];
        let address = ticks(sent.into_iter());
        assert_eq!(
            address,
            "tick=7K3M-9QXP-4T.none&tick=8888-2222-22.warned%20unread"
        );
        let mut query = ParamsMap::new();
        assert_eq!(ticked(&query), None);
        for (reference, said) in sent {
            query.insert(TICK, format!("{reference}.{said}"));
        }
        let read = ticked(&query).expect("a form came back");
        assert!(
            read.iter()
                .map(|(reference, said)| (&**reference, &**said))
                .eq(sent)
        );
        assert_eq!(ticks([].into_iter()), "tick=");
        let mut query = ParamsMap::new();
        query.insert(TICK, String::new());
        assert_eq!(ticked(&query), Some(BTreeMap::new()));
    }

    #[test]
    fn signing_in_leads_to_staff_pages_only() {
        assert_eq!(
            staff_page("/staff/cases/X?search=王"),
            "/staff/cases/X?search=%E7%8E%8B"
        );
        for foreign in [
            "",
            "//evil.example/staff/",
            "https://evil.example",
            "/sign-in",
            "/staff/\\x",
            "/staff/a\nb",
        ] {
            assert_eq!(staff_page(foreign), paths::QUEUE, "{foreign:?}");
        }
        assert_eq!(
            staff_page("/staff/sign-in?next=/staff/sign-in"),
            paths::QUEUE
        );
    }
}
