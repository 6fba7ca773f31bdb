//! The decision: general reason and three buttons. Approving and refusing cannot be taken back, so
//! each asks once more in a popover, which browsers open without scripts. It attends to the whole form
//! of the case: also to the flags at its items.

use crate::address::{ParamsMap, use_query_map};
use domain::review::Decision;
use domain::review::four_eyes::FourEyes;
use domain::review::instruction::ReasonSubject;
use domain::review::view::CaseView;
use domain::text::Language;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize};
use web_sys::{Element, Event};

use super::desk::Desk;
use super::flag::attending::{self, Flags};
use super::notes::{Missing, MissingAt, Verdict};
use crate::browser;
use crate::language::language_signal;
use crate::live::markup::Markup;
use crate::live::{Attended, Part, at, attended, listen};

/// The id of the part of the page an officer works in.
pub const BODY: &str = "case-body";
/// The id of what the decision lacks.
pub const MISSING: &str = "decision-missing";
/// The id of the general reason.
pub const REASON: &str = "general_reason";

/// The id of the control at which something is missing.
#[must_use]
pub fn control_of(missing: &Missing) -> String {
    match missing.place() {
        MissingAt::Form => MISSING.to_owned(),
        MissingAt::FlagReason(field) => super::flag::reason_id(field),
        MissingAt::Instruction(field) => super::flag::instruction_id(field),
        MissingAt::Reason => REASON.to_owned(),
    }
}

/// The panel at the end of a case the reader holds; it stands inside the form of the case.
#[derive(Debug, Serialize, Deserialize)]
pub struct DecisionPanel {
    /// The case.
    pub reference: String,
    /// Which the decision is about.
    pub version: i32,
    /// Name of the applicant.
    subject: String,
    /// Which decisions wait for a second officer.
    four_eyes: FourEyes,
    /// The general reason, as the server kept it.
    reason: String,
    /// How many items were flagged then.
    flagged: usize,
    flags: Flags,
}

impl DecisionPanel {
    /// That of a case. `items` can be flagged.
    pub fn of(case: &CaseView, items: impl Iterator<Item = (String, ReasonSubject)>) -> Self {
        let kept = &case.desk.kept.notes;
        Self {
            reference: case.reference.clone(),
            version: case.version,
            subject: case.subject.clone(),
            four_eyes: case.four_eyes,
            reason: kept.reason.clone(),
            flagged: kept.flagged(),
            flags: Flags {
                items: items
                    .map(|(field, subject)| (field, subject.id().to_owned()))
                    .collect(),
                standards: case.desk.instructions.clone(),
            },
        }
    }
}

impl Part for DecisionPanel {
    const NAME: &'static str = "decision";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        let desk = Desk::of(&self.reference);
        attended(Panel {
            desk,
            language: language_signal(),
            query: use_query_map(),
            panel: StoredValue::new(self),
        })
    }
}

#[derive(Clone, Copy)]
struct Panel {
    desk: Desk,
    language: RwSignal<Language>,
    query: Memo<ParamsMap>,
    panel: StoredValue<DecisionPanel>,
}

impl Attended for Panel {
    fn write(&self, html: &mut Markup) {
        let language = self.language.get();
        let flagged = self.flagged();
        html.tags("<section class=decision aria-labelledby=decision-title>")
            .tags("<h2 class=decision__title id=decision-title>")
            .text(domain::t!(language, "staff.decision.title"))
            .tags("</h2>");
        self.write_reason(html, language);
        html.tags("<p class=decision__flagged role=status>")
            .text(&match flagged {
                0 => domain::t!(language, "staff.decision.none_flagged").to_owned(),
                1 => domain::t!(language, "staff.decision.one_flagged").to_owned(),
                n => domain::t!(language, "staff.decision.flagged", n = &n.to_string()),
            })
            .tags("</p>");
        if self.waits(Decision::RETURN) {
            html.tags("<p class=decision__hint>")
                .text(domain::t!(language, "staff.second.return_text"))
                .tags("</p>");
        }
        html.tags("<div class=decision__missing role=alert tabindex=-1")
            .attribute("id", MISSING)
            .tags(">");
        if let Some(text) = self.lacks(language) {
            html.tags("<p class=field__error>").text(text).tags("</p>");
        }
        html.tags("</div>");
        self.write_buttons(html, language);
        self.write_question(html, language, Verdict::Approve, flagged);
        self.write_question(html, language, Verdict::Refuse, flagged);
        html.tags("</section>");
    }

    fn attend(&self, place: &Element) {
        let panel = *self;
        panel.desk.keep_claim(BODY);
        let Ok(Some(form)) = place.closest("form") else {
            return;
        };
        listen(&form, &["input", "change", "click"], move |event| {
            panel.hear(event);
        });
        // Once it is known what was written before in this tab.
        let is_met = StoredValue::new(false);
        Effect::new(move || {
            if panel.desk.is_restored.get() && !is_met.get_value() {
                is_met.set_value(true);
                panel.meet();
            }
        });
        let form = SendWrapper::new(form);
        Effect::new(move || {
            let missing = panel.desk.missing;
            missing.with(|missing| attending::mark(&form, missing.as_ref()));
        });
    }
}

impl Panel {
    fn flagged(self) -> usize {
        let kept = self.panel.with_value(|panel| panel.flagged);
        self.desk.of_notes(kept, super::notes::Notes::flagged)
    }

    fn waits(self, decision: &str) -> bool {
        self.panel
            .with_value(|panel| panel.four_eyes.apply_to(decision))
    }

    /// What the decision lacks: as found in the page, or as a plain form was told in the URL.
    fn lacks(self, language: Language) -> Option<&'static str> {
        let here = self.desk.shown_missing();
        let code = match here {
            Some(missing) => missing.code().to_owned(),
            None => self.query.with(|query| query.get("missing"))?,
        };
        domain::text::find(language, &format!("staff.missing.{code}"))
    }

    fn write_reason(self, html: &mut Markup, language: Language) {
        let is_missing = self
            .desk
            .shows_missing(|missing| missing.place() == MissingAt::Reason);
        html.tags("<div class=decision__reason><label class=decision__label")
            .attribute("for", REASON)
            .tags(">")
            .text(domain::t!(language, "staff.decision.reason"))
            .tags("</label><p class=decision__hint id=general_reason-hint>")
            .text(domain::t!(language, "staff.decision.reason_hint"))
            .tags("</p><textarea name=reason rows=3 autocomplete=off")
            .attribute("id", REASON)
            .attribute(
                "aria-describedby",
                &format!("general_reason-hint {MISSING}"),
            )
            .truth("aria-invalid", is_missing)
            .tags(">");
        self.panel.with_value(|panel| {
            html.lines(&panel.reason);
        });
        html.tags("</textarea></div>");
    }

    fn write_buttons(self, html: &mut Markup, language: Language) {
        let is_busy = self.desk.is_shown_busy();
        html.tags("<div class=decision__buttons>")
            .tags("<button class=\"button button--good\" type=button data-action=approve")
            .tags(" aria-keyshortcuts=a popovertarget=confirm-approve aria-haspopup=dialog")
            .truth("aria-disabled", is_busy)
            .tags(">")
            .text(domain::t!(language, "staff.decision.approve"))
            .tags("</button><button class=\"button button--warn\" type=submit name=decision")
            .attribute("value", Verdict::Return.id())
            .tags(" data-action=return aria-keyshortcuts=r")
            .truth("aria-disabled", is_busy)
            .tags(">")
            .text(domain::t!(language, "staff.decision.return"))
            .tags("</button><button class=\"button button--bad\" type=button data-action=refuse")
            .tags(" aria-keyshortcuts=x popovertarget=confirm-refuse aria-haspopup=dialog")
            .truth("aria-disabled", is_busy)
            .tags(">")
            .text(domain::t!(language, "staff.decision.refuse"))
            .tags("</button></div>");
    }

    /// Whether it is meant.
    fn write_question(
        self,
        html: &mut Markup,
        language: Language,
        verdict: Verdict,
        flagged: usize,
    ) {
        let id = format!("confirm-{}", verdict.id());
        let (title, yes, button) = match verdict {
            Verdict::Refuse => (
                domain::t!(language, "staff.confirm.refuse_title"),
                domain::t!(language, "staff.confirm.refuse"),
                "button button--bad",
            ),
            Verdict::Approve | Verdict::Return => (
                domain::t!(language, "staff.confirm.approve_title"),
                domain::t!(language, "staff.confirm.approve"),
                "button button--good",
            ),
        };
        let name = self.panel.with_value(|panel| panel.subject.clone());
        let text = match (verdict, self.waits(verdict.id())) {
            (Verdict::Refuse, true) => {
                domain::t!(language, "staff.second.refuse_text", name = &name)
            }
            (Verdict::Refuse, false) => {
                domain::t!(language, "staff.confirm.refuse_text", name = &name)
            }
            (_, true) => domain::t!(language, "staff.second.approve_text", name = &name),
            (_, false) => domain::t!(language, "staff.confirm.approve_text", name = &name),
        };
        html.tags("<dialog class=confirm popover=auto")
            .attribute("id", &id)
            .attribute("aria-labelledby", &format!("{id}-title"))
            .tags("><h3 class=confirm__title")
            .attribute("id", &format!("{id}-title"))
            .tags(">")
            .text(title)
            .tags("</h3><p>")
            .text(&text)
            .tags("</p>");
        if verdict == Verdict::Approve && flagged != 0 {
            html.tags("<p class=confirm__warning>")
                .text(domain::t!(language, "staff.confirm.flags_ignored"))
                .tags("</p>");
        }
        html.tags("<div class=confirm__buttons><button class=\"button button--quiet\" type=button")
            .attribute("popovertarget", &id)
            .tags(" popovertargetaction=hide autofocus>")
            .text(domain::t!(language, "staff.confirm.cancel"))
            .tags("</button><button type=submit name=decision")
            .attribute("class", button)
            .attribute("value", verdict.id())
            .attribute("data-action", &id)
            .truth("aria-disabled", self.desk.is_shown_busy())
            .tags(">")
            .text(yes)
            .tags("</button></div></dialog>");
    }

    /// What was written before goes into the page, or the other way round.
    fn meet(self) {
        let desk = self.desk;
        self.panel.with_value(|panel| {
            panel.flags.meet(desk);
            let written = desk.notes.with_untracked(|notes| notes.reason.clone());
            let typed = browser::control_text(REASON).unwrap_or_default();
            match typed.is_empty() || typed == panel.reason {
                true => browser::set_control_text(REASON, &written),
                false => desk.notes.update(|notes| notes.reason = typed),
            }
        });
    }

    fn hear(self, event: &Event) {
        let desk = self.desk;
        if event.type_() == "click" {
            let Some(button) = at(event, "button") else {
                return;
            };
            // Enter in a box presses none of these: the form has a button before them.
            let pressed = Verdict::parse(&button.get_attribute("value").unwrap_or_default());
            if let Some(verdict) = pressed {
                event.prevent_default();
                if self.is_complete(verdict) {
                    desk.decide(self.panel.with_value(|panel| panel.version), verdict);
                }
                return;
            }
            // Opening "refuse" without a reason would only lead back here.
            let action = button.get_attribute("data-action");
            if action.as_deref() == Some("refuse") && !self.is_complete(Verdict::Refuse) {
                event.prevent_default();
            }
            return;
        }
        if at(event, "textarea").is_some_and(|area| area.id() == REASON) {
            let text = browser::control_text(REASON).unwrap_or_default();
            desk.notes.update(|notes| notes.reason = text);
            desk.missing.set(None);
            return;
        }
        self.panel.with_value(|panel| panel.flags.hear(desk, event));
    }

    fn is_complete(self, verdict: Verdict) -> bool {
        self.panel.with_value(|panel| {
            self.desk
                .is_complete(verdict, |field| panel.flags.place(field))
        })
    }
}
