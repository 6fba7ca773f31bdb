//! Emptying a page: asked first, in place, so that it needs no script and loses nothing typed.

use domain::application::kind::{Completion, Step};
use domain::form::Field;
use domain::text::Language;
use web_sys::Event;

use crate::live::markup::Markup;
use crate::{browser, live};

/// Writes what opens the question, and the question.
pub fn write(html: &mut Markup, language: Language, step: &Step) {
    let has_pictures = step.fields().any(Field::is_upload);
    let text = match (step.completes, has_pictures) {
        (Completion::Credential, _) => domain::t!(language, "clear.credential"),
        (_, true) => domain::t!(language, "clear.pictures"),
        (_, false) => domain::t!(language, "clear.text"),
    };
    html.tags("<details class=\"clear\">")
        .tags("<summary class=\"button button--quiet\" id=\"clear-page\" data-action=\"reset\">")
        .text(domain::t!(language, "action.reset"))
        .tags("</summary><div class=\"clear__question banner banner--warn\"><p>")
        .text(text)
        .tags("</p><div class=\"clear__ways\"><button class=\"button button--danger\" type=\"submit\"")
        .tags(" name=\"action\" value=\"reset\" data-action=\"clear\" formnovalidate>")
        .text(domain::t!(language, "clear.action"))
        // Without scripts it is closed where it was opened.
        .tags("</button><button class=\"button button--secondary clear__keep\" type=\"button\" data-action=\"keep\">")
        .text(domain::t!(language, "clear.keep"))
        .tags("</button></div></div></details>");
}

/// Closes the question somebody thought better of.
pub fn close(event: &Event) {
    if let Some(details) = live::at(event, "details") {
        let _ = details.remove_attribute("open");
        browser::focus("clear-page");
    }
}
