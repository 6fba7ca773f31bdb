//! What the reader may do about a proposal: take back their own, answer that of a colleague. Confirming
//! asks once more, as deciding does; not confirming takes a note.

use crate::address::{ParamsMap, use_query_map};
use domain::review::four_eyes::{DecisionOutcome, Lack, ProposalView, rejection};
use domain::review::view::CaseView;
use domain::text::{Language, say};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};
use web_sys::{Element, Event};

use super::api::second::{
    ConfirmProposal, RejectProposal, WithdrawProposal, confirm_proposal, reject_proposal,
    withdraw_proposal,
};
use super::desk::Desk;
use super::link;
use super::notes::Verdict;
use crate::browser;
use crate::components::kept_text::KeptBox;
use crate::language::language_signal;
use crate::live::markup::Markup;
use crate::live::{Attended, Part, at, attended, listen};
use crate::written::WrittenForm;

/// The id of the note of a rejection.
const NOTE: &str = "rejection-note";
/// The id of what it lacks.
const LACK: &str = "rejection-lack";

/// The ways to answer a proposal.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answering {
    reference: String,
    id: String,
    /// Which decision is proposed.
    decided: String,
    is_own: bool,
    /// The note of a rejection, as the server kept it.
    kept: String,
}

impl Answering {
    /// Those to the proposal about a case.
    #[must_use]
    pub fn of(case: &CaseView, proposal: &ProposalView) -> Self {
        Self {
            reference: case.reference.clone(),
            id: proposal.id.to_string(),
            decided: proposal.decision.id().to_owned(),
            is_own: proposal.is_own,
            kept: case.desk.kept.rejection.clone(),
        }
    }
}

impl Part for Answering {
    const NAME: &'static str = "answering";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        let query = use_query_map();
        let note = KeptBox::new(
            NOTE,
            format!("rejection.{}", self.reference),
            WrittenForm::Rejection,
            self.reference.clone(),
            self.kept.clone(),
        );
        let is_told = query.with_untracked(|query| query.get("lack").is_some());
        attended(Answer {
            desk: Desk::of(&self.reference),
            note,
            is_open: is_told || !self.kept.is_empty(),
            lack: RwSignal::new(None),
            language: language_signal(),
            query,
            to: StoredValue::new(self),
        })
    }
}

#[derive(Clone, Copy)]
struct Answer {
    desk: Desk,
    note: KeptBox,
    /// The form for the note was open when the page was made.
    is_open: bool,
    lack: RwSignal<Option<Lack>>,
    language: RwSignal<Language>,
    query: Memo<ParamsMap>,
    to: StoredValue<Answering>,
}

impl Attended for Answer {
    fn write(&self, html: &mut Markup) {
        let language = self.language.get();
        html.tags("<p class=second__hint>")
            .text(domain::t!(language, "staff.second.none_yet"));
        self.to.with_value(|to| {
            if to.is_own {
                html.text(language.space())
                    .text(domain::t!(language, "staff.second.wait"))
                    .tags("</p>");
                self.write_withdrawal(html, language, to);
                return;
            }
            html.tags("</p>");
            self.write_confirmation(html, language, to);
            self.write_rejection(html, language, to);
        });
    }

    fn attend(&self, place: &Element) {
        let answer = *self;
        if self.to.with_value(|to| !to.is_own) {
            answer.note.attend();
        }
        listen(place, &["submit", "input"], move |event| answer.hear(event));
    }
}

impl Answer {
    /// Begins a form, with which proposal of which case it is about.
    fn write_form(
        html: &mut Markup,
        tags: &'static str,
        action: &str,
        Answering { reference, id, .. }: &Answering,
    ) {
        html.tags(tags)
            .tags(" method=post")
            .attribute("action", action)
            .tags("><input type=hidden name=reference")
            .attribute("value", reference)
            .tags("><input type=hidden name=proposal")
            .attribute("value", id)
            .tags(">");
    }

    fn write_busy(self, html: &mut Markup) {
        html.truth("aria-disabled", self.desk.is_shown_busy());
    }

    fn write_withdrawal(self, html: &mut Markup, language: Language, to: &Answering) {
        Self::write_form(html, "<form", WithdrawProposal::url(), to);
        html.tags("<button class=\"button button--secondary\" type=submit")
            .tags(" data-action=withdraw-proposal");
        self.write_busy(html);
        html.tags(">")
            .text(domain::t!(language, "staff.second.withdraw"))
            .tags("</button></form>");
    }

    fn write_confirmation(self, html: &mut Markup, language: Language, to: &Answering) {
        let button = match Verdict::parse(&to.decided) {
            Some(Verdict::Approve) | None => "button button--good",
            Some(Verdict::Return) => "button button--warn",
            Some(Verdict::Refuse) => "button button--bad",
        };
        html.tags("<button type=button data-action=confirm-proposal popovertarget=confirm-second")
            .tags(" aria-haspopup=dialog aria-keyshortcuts=y")
            .attribute("class", button);
        self.write_busy(html);
        html.tags(">")
            .text(&say(
                language,
                &format!("staff.second.confirm_{}", to.decided),
            ))
            .tags("</button><dialog class=confirm id=confirm-second popover=auto")
            .tags(" aria-labelledby=confirm-second-title>");
        Self::write_form(html, "<form", ConfirmProposal::url(), to);
        html.tags("<h3 class=confirm__title id=confirm-second-title>")
            .text(&say(
                language,
                &format!("staff.second.confirm_title_{}", to.decided),
            ))
            .tags("</h3><p>")
            .text(domain::t!(language, "staff.second.confirm_text"))
            .tags("</p><div class=confirm__buttons>")
            .tags("<button class=\"button button--quiet\" type=button")
            .tags(" popovertarget=confirm-second popovertargetaction=hide autofocus>")
            .text(domain::t!(language, "staff.confirm.cancel"))
            .tags("</button><button type=submit data-action=confirm-proposal-yes")
            .attribute("class", button);
        self.write_busy(html);
        html.tags(">")
            .text(domain::t!(language, "staff.second.confirm_yes"))
            .tags("</button></div></form></dialog>");
    }

    fn write_rejection(self, html: &mut Markup, language: Language, to: &Answering) {
        let lack = self.lacks(language);
        html.tags("<details class=second__reject")
            .flag("open", self.is_open)
            .tags("><summary class=second__summary data-action=reject-proposal")
            .tags(" aria-keyshortcuts=d>")
            .text(domain::t!(language, "staff.second.reject"))
            .tags("</summary>");
        Self::write_form(
            html,
            "<form class=second__form novalidate",
            RejectProposal::url(),
            to,
        );
        html.tags("<label class=second__label")
            .attribute("for", NOTE)
            .tags(">")
            .text(domain::t!(language, "staff.second.note"))
            .tags("</label><p class=second__hint id=rejection-hint>")
            .text(domain::t!(language, "staff.second.note_hint"))
            .tags("</p>");
        let described_by = format!("rejection-hint {LACK}");
        self.note
            .write(html, "note", "3", &described_by, lack.is_some());
        html.tags("<div role=alert").attribute("id", LACK).tags(">");
        if let Some(text) = lack {
            html.tags("<p class=field__error>").text(text).tags("</p>");
        }
        html.tags("</div><button class=\"button button--secondary\" type=submit")
            .tags(" data-action=reject-proposal-send");
        self.write_busy(html);
        html.tags(">")
            .text(domain::t!(language, "staff.second.reject_send"))
            .tags("</button></form></details>");
    }

    /// What the note lacks: as found in the page, or as a plain form was told in the URL.
    fn lacks(self, language: Language) -> Option<&'static str> {
        let code = match self.lack.get() {
            Some(lack) => lack.code().to_owned(),
            None => self.query.with(|query| query.get("lack"))?,
        };
        domain::text::find(language, &format!("staff.second.{code}"))
    }

    fn hear(self, event: &Event) {
        if event.type_() == "input" {
            self.note.take_in(event);
            return;
        }
        event.prevent_default();
        let is_own = self.to.with_value(|to| to.is_own);
        match (is_own, at(event, ".second__form")) {
            (true, _) => self.withdraw(),
            (false, None) => self.confirm(),
            (false, Some(_)) => self.reject(),
        }
    }

    fn ids(self) -> (String, String) {
        self.to
            .with_value(|to| (to.reference.clone(), to.id.clone()))
    }

    fn withdraw(self) {
        let ((reference, id), desk) = (self.ids(), self.desk);
        desk.act(async move {
            match withdraw_proposal(reference, id).await {
                Ok(()) => desk.reload(),
                Err(error) => desk.say(Some(error)),
            }
        });
    }

    fn confirm(self) {
        let ((reference, id), desk) = (self.ids(), self.desk);
        desk.act(async move {
            let filter = link::query(&desk.filter.get_untracked());
            match confirm_proposal(reference.clone(), id).await {
                Ok(name) => {
                    let verdict = Verdict::parse(&name).unwrap_or(Verdict::Approve);
                    desk.go(&link::decided(
                        &filter,
                        verdict,
                        &reference,
                        DecisionOutcome::Done,
                    ));
                }
                Err(error) => desk.say(Some(error)),
            }
        });
    }

    fn reject(self) {
        let text = self.note.text.get_untracked();
        let lack = rejection(&text).err();
        let lacks = lack.is_some();
        self.lack.set(lack);
        if lacks {
            request_animation_frame(|| browser::focus(NOTE));
            return;
        }
        let ((reference, id), desk) = (self.ids(), self.desk);
        desk.act(async move {
            match reject_proposal(reference, id, text).await {
                Ok(()) => {
                    self.note.text.set(String::new());
                    desk.reload();
                }
                Err(error) => desk.say(Some(error)),
            }
        });
    }
}
