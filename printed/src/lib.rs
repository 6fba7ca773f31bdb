//! Printed forms: from what stands on them to PDF, drawn by Typst.
//!
//! Knows nothing of applications: whoever calls says every word that is printed. Data reach the
//! template as JSON in `sys.inputs`, never as source. The same content gives the same bytes.

mod fonts;
mod form;
mod glyphs;
mod printer;

pub use form::{Cover, CoverPaper, Form, Printout, Row, Section, Words};
pub use printer::{Error, Printer};
