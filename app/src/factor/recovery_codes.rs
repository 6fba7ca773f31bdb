//! Recovery codes, shown once: to write down, to print, to keep as a file.

use domain::account::Door;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::api;
use crate::language::language_signal;
use crate::live::{Part, live};
use crate::paths;
use crate::{browser, tr};

/// The codes, and the button that says they are kept.
#[component]
pub fn RecoveryCodes(
    door: Door,
    next: String,
    platform: String,
    user_name: String,
    codes: Vec<String>,
) -> impl IntoView {
    let language = language_signal();
    let text = codes.join("\r\n");
    let file = move || {
        let heading = domain::t!(
            language.get(),
            "factor.codes.file",
            platform = &platform,
            name = &user_name
        );
        format!(
            "data:text/plain;charset=utf-8,{}",
            paths::encode(&format!("{heading}\r\n\r\n{text}\r\n"))
        )
    };
    let lines = codes
        .into_iter()
        .map(|code| view! { <li><code translate="no" data-recovery-code="">{code}</code></li> })
        .collect_view();
    view! {
        <div class="banner banner--good" role="status" data-factor="on"><p>{tr!("factor.codes.done")}</p></div>
        <div class="card recovery-codes">
            <h2>{tr!("factor.codes.title")}</h2>
            <p>{tr!("factor.codes.text")}</p>
            <ol class="recovery-codes__list">{lines}</ol>
            <div class="actions recovery-codes__ways">
                <a class="button button--secondary" href=file download="recovery-codes.txt" data-action="download-codes">
                    {tr!("factor.codes.download")}
                </a>
                {live(Print {})}
            </div>
            <p>{tr!("factor.codes.once")}</p>
            <form method="post" action=api::SettleSecondFactor::url() data-form="keep">
                <input type="hidden" name="door" value=door.id()/>
                <input type="hidden" name="next" value=next/>
                <div class="actions">
                    <button class="button" type="submit" data-action="keep-codes">{tr!("factor.codes.kept")}</button>
                </div>
            </form>
        </div>
    }
}

/// The button that prints the page, where scripts run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Print {}

impl Part for Print {
    const NAME: &'static str = "print";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let is_hydrated = RwSignal::new(false);
        Effect::new(move |_| is_hydrated.set(true));
        let print = move |_| {
            if let Some(window) = browser::window() {
                let _ = window.print();
            }
        };
        view! {
            <Show when=move || is_hydrated.get()>
                <button class="button button--secondary" type="button" on:click=print data-action="print-codes">
                    {tr!("factor.codes.print")}
                </button>
            </Show>
        }
        .into_any()
    }
}
