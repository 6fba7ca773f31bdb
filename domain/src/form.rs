//! The shape of a form: fields, what was typed into them, and what is wrong with it.
//!
//! It must not know any particular kind of application, any sentence shown to a person,
//! or where answers are stored. Both the browser and the server run exactly this code.

mod answers;
pub mod asked;
mod control;
pub mod drawn;
mod error;
mod facts;
mod field;
mod group;
mod told;
mod warning;
mod words;

pub use answers::RawAnswers;
pub use control::{ChoiceSource, Control, Keyboard, ServerCheck};
pub use error::{FieldError, StepErrors};
pub use facts::{Facts, Scope};
pub use field::{Caution, Condition, Field, Rule, Variant, always};
pub use group::{Block, Group, name_in_group};
pub use warning::Warning;
pub use words::Read;
