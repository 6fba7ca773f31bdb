//! What a page shows about the end of its session: a warning, the way back in, and a line that stays
//! when that is put aside. Nothing of it is in the page before a script puts it there.

use leptos::html::Dialog;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::ending::{ShownEnd, current};
use super::sign_in_again::SignInAgain;
use crate::form::unsent::Unsent;
use crate::language::language_signal;
use crate::{browser, tr};

/// All of it; it comes when there is something to show.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shows {}

impl crate::live::Part for Shows {
    const NAME: &'static str = "session-shows";
    const BUNDLE: &'static str = "sign_in_parts";

    fn draw(self) -> AnyView {
        view! { <WhatIsShown/> }.into_any()
    }
}

#[component]
fn WhatIsShown() -> impl IntoView {
    let ending = current();
    move || {
        match ending.shown.get() {
        ShownEnd::Nothing => ().into_any(),
        ShownEnd::Warning => view! { <Warning/> }.into_any(),
        ShownEnd::SignIn => view! { <Asked/> }.into_any(),
        ShownEnd::Over => view! {
            <aside class="session-bar" role="status" data-session-bar="">
                <p>{tr!("session_end.over.title")}</p>
                <button class="button" type="button" data-action="sign-in-again" on:click=move |_| ending.ask()>
                    {tr!("session_end.over.again")}
                </button>
            </aside>
        }
        .into_any(),
    }
    }
}

/// It ends soon.
#[component]
fn Warning() -> impl IntoView {
    let ending = current();
    let unsent = Unsent::current();
    let language = language_signal();
    let seconds = ending.seconds;
    let left = move || match seconds.get() {
        seconds @ 0..60 => domain::t!(
            language.get(),
            "session_end.soon.seconds",
            n = &seconds.to_string()
        ),
        seconds => domain::t!(
            language.get(),
            "session_end.soon.minutes",
            n = &seconds.div_ceil(60).to_string()
        ),
    };
    let is_final = ending.is_final;
    view! {
        <OverPage title="session-soon-title" text="session-soon-text">
            <h2 class="session-dialog__title" id="session-soon-title">{tr!("session_end.soon.title")}</h2>
            <p id="session-soon-text">
                {move || match is_final.get() {
                    true => domain::t!(language.get(), "session_end.soon.final"),
                    false => domain::t!(language.get(), "session_end.soon.idle"),
                }}
            </p>
            // Read out once with the dialog, not every second.
            <p class="session-dialog__left" role="timer" aria-live="off" data-seconds-left="">{left}</p>
            <div class="session-dialog__buttons">
                {move || match is_final.get() {
                    true => view! {
                        <button class="button" type="button" data-action="sign-in-again" on:click=move |_| ending.ask()>
                            {tr!("session_end.soon.again")}
                        </button>
                    }
                    .into_any(),
                    false => view! {
                        <button class="button" type="button" data-action="stay" on:click=move |_| ending.stay(unsent)>
                            {tr!("session_end.soon.stay")}
                        </button>
                    }
                    .into_any(),
                }}
                <button class="button button--quiet" type="button" data-action="put-aside" on:click=move |_| ending.put_aside()>
                    {tr!("session_end.soon.later")}
                </button>
            </div>
        </OverPage>
    }
}

/// The way back in.
#[component]
fn Asked() -> impl IntoView {
    let ending = current();
    let language = language_signal();
    let has_ended = ending.has_ended;
    view! {
        <OverPage title="session-over-title" text="session-over-text">
            <h2 class="session-dialog__title" id="session-over-title">
                {move || match has_ended.get() {
                    true => domain::t!(language.get(), "session_end.over.title"),
                    false => domain::t!(language.get(), "session_end.over.again"),
                }}
            </h2>
            <p id="session-over-text">{tr!("session_end.over.text")}</p>
            <SignInAgain/>
        </OverPage>
    }
}

/// A dialog over the page, which gives the keyboard back to where it was.
#[component]
fn OverPage(title: &'static str, text: &'static str, children: Children) -> impl IntoView {
    let ending = current();
    let dialog = NodeRef::<Dialog>::new();
    #[expect(clippy::disallowed_methods, reason = "only a browser draws it")]
    let before = StoredValue::new_local(browser::focused());
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
        }
    });
    on_cleanup(move || {
        if let Some(Some(before)) = before.try_get_value() {
            request_animation_frame(move || {
                let _ = before.focus();
            });
        }
    });
    view! {
        <dialog
            class="session-dialog"
            node_ref=dialog
            role="alertdialog"
            aria-labelledby=title
            aria-describedby=text
            data-session-dialog=title
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                ending.put_aside();
            }
        >
            {children()}
        </dialog>
    }
}
