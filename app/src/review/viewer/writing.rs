//! How the viewer is written: head, panes, tools.

use domain::text::Language;
use leptos::prelude::*;

use super::gallery::{ComparedPicture, Look, ShownPicture};
use super::{STAGE, Viewer};
use crate::live::markup::Markup;

impl Viewer {
    /// Writes what is in the dialog.
    pub fn write_open(
        self,
        html: &mut Markup,
        language: Language,
        look: Look,
        shown: &ComparedPicture,
    ) {
        let count = self.gallery.pictures.with_value(Vec::len);
        let (n, of) = ((look.at + 1).to_string(), count.to_string());
        html.tags("<header class=viewer__head>")
            .tags("<h2 class=viewer__title id=viewer-title aria-live=polite>")
            .text(&shown.label)
            .tags(" <span class=viewer__count data-viewer-count>")
            .text(&domain::t!(language, "desk.viewer.count", n = &n, of = &of))
            .tags("</span></h2>")
            .tags("<button class=\"button button--quiet\" type=button data-action=viewer-close>")
            .text(domain::t!(language, "desk.viewer.close"))
            .tags("</button></header><div class=viewer__body>");
        self.write_panes(html, language, look, shown);
        if super::readings_of(&shown.field).is_some() {
            html.tags("<aside class=viewer__beside aria-labelledby=viewer-beside-title>")
                .tags("<h3 class=viewer__beside-title id=viewer-beside-title>")
                .text(domain::t!(language, "desk.reading.title"))
                .tags("</h3></aside>");
        }
        html.tags("</div>");
        self.write_tools(html, language, look, shown, count > 1);
    }

    /// The picture, or both of a pair side by side.
    fn write_panes(
        self,
        html: &mut Markup,
        language: Language,
        look: Look,
        shown: &ComparedPicture,
    ) {
        let is_both = look.is_both && shown.is_pair();
        html.tags(match is_both {
            true => "<div class=\"viewer__stage viewer__stage--both\"",
            false => "<div class=viewer__stage",
        })
        .attribute("id", STAGE)
        .tags(" tabindex=0 role=group")
        .attribute("aria-label", domain::t!(language, "desk.viewer.stage"))
        .tags(" data-viewer-stage>");
        let (before, now) = shown.seen(is_both);
        let (last, this) = ((self.round - 1).to_string(), self.round.to_string());
        if let Some(picture) = before {
            let when = domain::t!(language, "desk.viewer.before", n = &last);
            self.write_pane(html, language, &shown.label, picture, &when);
        }
        if let Some(picture) = now {
            let when = match shown.is_pair() {
                true => domain::t!(language, "desk.viewer.now", n = &this),
                false => String::new(),
            };
            self.write_pane(html, language, &shown.label, picture, &when);
        }
        html.tags("</div>");
    }

    fn write_pane(
        self,
        html: &mut Markup,
        language: Language,
        label: &str,
        picture: &ShownPicture,
        when: &str,
    ) {
        html.tags("<figure class=viewer__pane>");
        if !when.is_empty() {
            html.tags("<figcaption class=viewer__when>")
                .text(when)
                .tags("</figcaption>");
        }
        let name = format!("{label} {when}");
        let (width, height) = picture.size;
        html.tags("<div class=viewer__glass><img class=viewer__image draggable=false")
            .attribute("src", &picture.address)
            .attribute("width", &super::frame::fixed(width, 0))
            .attribute("height", &super::frame::fixed(height, 0))
            .attribute("alt", name.trim_end())
            .attribute("data-picture", &picture.id)
            .tags(">");
        if self.failed.with(|failed| failed.contains(&picture.id)) {
            html.tags("<p class=viewer__failed role=alert>")
                .text(domain::t!(language, "desk.viewer.failed"))
                .tags("</p>");
        }
        html.tags("</div></figure>");
    }

    /// The buttons below the picture.
    fn write_tools(
        self,
        html: &mut Markup,
        language: Language,
        look: Look,
        shown: &ComparedPicture,
        has_more: bool,
    ) {
        let tool = |html: &mut Markup, action: &'static str, text: &str| {
            html.tags("<button class=viewer__tool type=button")
                .attribute("data-action", action)
                .tags(">")
                .text(text)
                .tags("</button>");
        };
        let sign = |html: &mut Markup, action: &'static str, label: &str, sign: &str| {
            html.tags("<button class=viewer__tool type=button")
                .attribute("data-action", action)
                .attribute("aria-label", label)
                .tags("><span aria-hidden=true>")
                .text(sign)
                .tags("</span></button>");
        };
        let say = |name: &str| domain::text::say(language, &format!("desk.viewer.{name}"));
        html.tags("<footer class=viewer__tools role=toolbar")
            .attribute("aria-label", &say("title"))
            .tags(">");
        sign(html, "zoom-out", &say("zoom_out"), "−");
        html.tags("<output class=viewer__scale data-viewer-scale>")
            .text(&domain::t!(
                language,
                "desk.viewer.scale",
                n = &self.percent()
            ))
            .tags("</output>");
        sign(html, "zoom-in", &say("zoom_in"), "+");
        tool(html, "zoom-fit", &say("fit"));
        tool(html, "zoom-actual", &say("actual"));
        tool(html, "turn", &say("turn"));
        if shown.is_pair() {
            html.tags("<button class=viewer__tool type=button data-action=both")
                .truth("aria-pressed", look.is_both)
                .tags(">")
                .text(&say("both"))
                .tags("</button>");
        }
        if has_more {
            html.tags("<span class=viewer__steps>");
            sign(html, "previous-picture", &say("previous"), "‹");
            sign(html, "next-picture", &say("next"), "›");
            html.tags("</span>");
        }
        html.tags("<p class=viewer__keys>")
            .text(&say("keys"))
            .tags("</p></footer>");
    }
}
