//! What became of the mail with a code: on its way, put off, gone, refused. The page asks until it is
//! settled; without scripts a link does.

use crate::told::Told;
use std::time::Duration;

use crate::address::use_address;
use domain::application::view::{CodeView, MailState};
use domain::text::Language;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::error::AppError;
use crate::tr;

/// How long at most until the page asks again.
pub const PAUSE: Duration = Duration::from_secs(5);

/// The one sentence about it.
#[must_use]
pub fn sentence(language: Language, code: &CodeView) -> String {
    let address = &code.address;
    match code.mail {
        MailState::Waiting => domain::t!(language, "code.waiting", address = address),
        MailState::Delayed => domain::t!(language, "code.delayed", address = address),
        MailState::Sent => domain::t!(language, "code.sent_to", address = address),
        MailState::Refused => domain::t!(language, "code.refused", address = address),
        MailState::Lost => domain::t!(language, "code.lost", address = address),
    }
}

/// Whether another code has to be asked for.
#[must_use]
pub const fn is_bad(code: &CodeView) -> bool {
    matches!(code.mail, MailState::Refused | MailState::Lost)
}

/// Whether it says more than that a code is there: also where the code itself is marked as wrong.
#[must_use]
pub const fn has_trouble(code: &CodeView) -> bool {
    is_bad(code) || matches!(code.mail, MailState::Delayed)
}

/// Asks what became of the mail, as long as something may become of it, and calls `learn` with each
/// answer.
pub fn watch<A>(
    code: RwSignal<Option<CodeView>>,
    ask: impl Fn() -> A + Copy + 'static,
    learn: impl Fn(CodeView) + Copy + 'static,
) where
    A: Future<Output = Result<Option<CodeView>, AppError>> + 'static,
{
    let is_under_way =
        move |code: &Option<CodeView>| code.as_ref().is_some_and(|code| code.mail.is_under_way());
    let under_way = Memo::new(move |_| code.with(is_under_way));
    Effect::new(move |_| {
        if !under_way.get() {
            return;
        }
        spawn_local(async move {
            let mut pause = Duration::from_secs(1);
            loop {
                browser::sleep(pause).await;
                pause = (pause * 2).min(PAUSE);
                if code.try_with_untracked(is_under_way) != Some(true) {
                    break;
                }
                let Ok(Some(new)) = ask().await else {
                    continue;
                };
                let is_ours = code
                    .try_with_untracked(|code| {
                        code.as_ref()
                            .is_some_and(|code| code.address == new.address)
                    })
                    .unwrap_or_default();
                if is_ours {
                    learn(new);
                }
            }
        });
    });
}

/// The link that shows the page again, where no script does.
#[component]
pub fn LookAgain(#[prop(into)] code: Signal<Option<CodeView>>) -> impl IntoView {
    let is_hydrated = RwSignal::new(false);
    Effect::new(move |_| is_hydrated.set(true));
    let path = use_address().path.get_untracked();
    let is_offered = move || {
        !is_hydrated.get()
            && code.with(|code| code.as_ref().is_some_and(|code| code.mail.is_under_way()))
    };
    view! {
        <Show when=is_offered>
            <p class="code__again"><a href=Told::Sent.on(&path) rel="external">{tr!("code.look_again")}</a></p>
        </Show>
    }
}
