//! A new secret on its way into somebody's app: for a camera, for the device itself, and to type.

use crate::address::use_query_map;
use crate::told::Told;
use domain::account::Door;
use domain::account::factor::{CODE, Qr, SetUp};
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::api;
use super::factor_page::FactorProblem;
use crate::account::plain_field::PlainField;
use crate::live::{Part, live};
use crate::tr;

/// Id of what was wrong with the code.
const PROBLEM: &str = "factor-problem";
/// The empty edge a camera needs around the code, in parts of it.
const EDGE: usize = 4;

/// The three steps.
#[component]
pub fn SettingUp(door: Door, next: String, told: SetUp) -> impl IntoView {
    let SetUp { secret, link, qr } = told;
    let is_wrong = use_query_map().with_untracked(|query| Told::Problem.is_in(query));
    view! {
        <ol class="set-up">
            <li class="card">
                <h2>{tr!("factor.set_up.app")}</h2>
                <p>{tr!("factor.set_up.app_text")}</p>
            </li>
            <li class="card">
                <h2>{tr!("factor.set_up.scan")}</h2>
                <p>{tr!("factor.set_up.scan_text")}</p>
                <QrCode qr/>
                <p><a class="button button--secondary" href=link rel="external" data-action="open-app">{tr!("factor.set_up.link")}</a></p>
                <p>{tr!("factor.set_up.type")}</p>
                <p class="set-up__secret"><code translate="no" data-secret="">{secret}</code></p>
            </li>
            <li class="card">
                <h2>{tr!("factor.set_up.confirm")}</h2>
                <div id=PROBLEM><FactorProblem/></div>
                {live(Confirm { door, next, takes_focus: is_wrong })}
            </li>
        </ol>
    }
}

/// The first code of the new secret.
#[derive(Debug, Serialize, Deserialize)]
pub struct Confirm {
    door: Door,
    next: String,
    /// The one before was wrong.
    takes_focus: bool,
}

impl Part for Confirm {
    const NAME: &'static str = "factor-confirm";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self {
            door,
            next,
            takes_focus,
        } = self;
        view! {
            <form class="form" method="post" action=api::ConfirmSecondFactor::url() data-form="confirm">
                <input type="hidden" name="door" value=door.id()/>
                <input type="hidden" name="next" value=next/>
                <PlainField id=CODE autocomplete="one-time-code" inputmode="numeric"
                    label=const { key("factor.code.label") } hint=const { key("factor.code.hint") }
                    error=RwSignal::new(None) about=PROBLEM takes_focus/>
                <div class="actions">
                    <button class="button" type="submit" data-action="confirm-factor">{tr!("factor.set_up.go")}</button>
                </div>
            </form>
        }
        .into_any()
    }
}

#[component]
fn QrCode(qr: Qr) -> impl IntoView {
    let Qr { size, path } = qr;
    let side = size + 2 * EDGE;
    view! {
        <svg class="qr" viewBox=format!("-{EDGE} -{EDGE} {side} {side}") role="img" aria-label=tr!("factor.set_up.qr")>
            <path class="qr__parts" d=path/>
        </svg>
    }
}
