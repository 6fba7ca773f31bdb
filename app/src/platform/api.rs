//! Server functions of administrators. Each authorises for itself. A form always ends in a redirect;
//! `answers` are its fields by their ids.

use std::collections::BTreeMap;

/// Fields of a form, as it is sent.
pub type Answers = BTreeMap<String, String>;
