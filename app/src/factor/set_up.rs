//! A new secret on its way into somebody's app: for a camera, for the device itself, and to type.

use domain::account::Door;
use domain::account::factor::{CODE, Qr, SetUp};
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::account::plain_field::PlainField;
use crate::tr;

/// The empty edge a camera needs around the code, in parts of it.
const EDGE: usize = 4;

/// The three steps.
#[component]
pub fn SettingUp(door: Door, next: String, told: SetUp) -> impl IntoView {
    let SetUp { secret, link, qr } = told;
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
                <form class="form" method="post" action=api::ConfirmSecondFactor::url() data-form="confirm">
                    <input type="hidden" name="door" value=door.id()/>
                    <input type="hidden" name="next" value=next/>
                    <PlainField id=CODE autocomplete="one-time-code" inputmode="numeric"
                        label=const { key("factor.code.label") } hint=const { key("factor.code.hint") }
                        error=RwSignal::new(None)/>
                    <div class="actions">
                        <button class="button" type="submit" data-action="confirm-factor">{tr!("factor.set_up.go")}</button>
                    </div>
                </form>
            </li>
        </ol>
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
