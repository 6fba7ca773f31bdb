//! What an address says about a form that was answered with a redirect: the marks a page reads when
//! it is opened. Each has one name, written and read here.

use crate::address::ParamsMap;

domain::named! {
    /// A mark in the query of an address.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Told {
        /// Why nothing was done: a code of `AppError`.
        Error = "error",
        /// After how many seconds it can be tried again.
        Seconds = "seconds",
        /// What is wrong with a field, or with the one password of a page.
        Problem = "problem",
        /// Which field a problem is about.
        Field = "field",
        /// What is wrong with a message.
        Message = "message",
        /// What an administrator did.
        Done = "done",
        /// How many it was done to.
        Count = "n",
        /// What was typed and refused is shown again.
        Again = "again",
        /// A message, a code or a link is on its way.
        Sent = "sent",
        /// All that is wrong is marked.
        Check = "check",
        /// A list that was empty when the form was sent.
        More = "more",
        /// A picture that was not taken, and why.
        Picture = "picture",
        /// The notice is shown in the page.
        Notice = "notice",
        /// A link to a new password was asked for.
        Asked = "asked",
        /// A new password was set with a link.
        Recovered = "recovered",
        /// A password was changed.
        Password = "password",
        /// An address for mails was changed.
        Email = "email",
        /// Another address is to be given.
        Another = "another",
        /// Which form of a page is meant.
        At = "at",
        /// A second factor was ended.
        Ended = "ended",
        /// An application was sent again.
        Resubmitted = "resubmitted",
        /// Which kind was refused to be begun.
        Kind = "kind",
        /// And why: a code of its eligibility.
        Why = "why",
        /// Sessions were ended.
        Sessions = "sessions",
    }
}

impl Told {
    /// What a query says.
    #[must_use]
    pub fn read(self, query: &ParamsMap) -> Option<String> {
        query.get(self.id())
    }

    /// Whether a query says it at all.
    #[must_use]
    pub fn is_in(self, query: &ParamsMap) -> bool {
        query.get_str(self.id()).is_some()
    }

    /// Why nothing was done, and after how many seconds it can be tried again; 0 where that is not said.
    #[must_use]
    pub fn problem(query: &ParamsMap) -> Option<(String, u32)> {
        let seconds = Self::Seconds.read(query);
        let seconds = seconds.and_then(|seconds| seconds.parse().ok());
        Some((Self::Error.read(query)?, seconds.unwrap_or(0)))
    }

    /// An address that says it.
    #[must_use]
    pub fn on(self, url: &str) -> String {
        self.say(url, "1")
    }

    /// An address that says this of it; `what` can stand in an address as it is.
    #[must_use]
    pub fn say(self, url: &str, what: &str) -> String {
        let (page, at) = match url.split_once('#') {
            Some((page, at)) => (page, Some(at)),
            None => (url, None),
        };
        let mark = if page.contains('?') { '&' } else { '?' };
        let said = format!("{page}{mark}{}={what}", self.id());
        match at {
            Some(at) => format!("{said}#{at}"),
            None => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_in_the_query_of_an_address_and_is_read_there() {
        assert_eq!(Told::Sent.on("/a"), "/a?sent=1");
        assert_eq!(Told::Error.say("/a?b=1#c", "stale"), "/a?b=1&error=stale#c");
        let mut query = ParamsMap::new();
        assert!(!Told::Error.is_in(&query));
        query.insert("error", "stale".to_owned());
        assert_eq!(Told::Error.read(&query).as_deref(), Some("stale"));
        assert!(Told::Error.is_in(&query));
        assert_eq!(Told::problem(&query), Some(("stale".to_owned(), 0)));
        query.insert("seconds", "3000".to_owned());
        assert_eq!(Told::problem(&query), Some(("stale".to_owned(), 3000)));
    }
}
