//! The buttons below the picture.

use leptos::prelude::*;

use super::Viewer;
use super::frame::{Point, STEP};
use super::gallery::{Look, Shown};
use crate::language::language_signal;
use crate::tr;

const MIDDLE: Point = (0.0, 0.0);

/// The buttons.
#[component]
pub fn Tools(viewer: Viewer, shown: Memo<Option<(Look, Shown)>>) -> impl IntoView {
    let language = language_signal();
    let is_alone = viewer.gallery.pictures.with_value(Vec::len) < 2;
    let is_pair = move || {
        shown.with(|shown| {
            shown
                .as_ref()
                .is_some_and(|(_, shown)| shown.before.is_some() && shown.now.is_some())
        })
    };
    let is_both = move || shown.with(|shown| shown.as_ref().is_some_and(|(look, _)| look.is_both));
    let percent = move || {
        shown.track();
        let frame = viewer.frame.get();
        let pane = viewer.pane.get();
        let scale = viewer.leading().map_or(1.0, |(id, picture)| {
            frame
                .of_turned(viewer.gallery.turns(id))
                .scale(picture, pane)
        });
        let n = format!("{:.0}", scale * 100.0);
        domain::t!(language.get(), "desk.viewer.scale", n = &n)
    };
    view! {
        <footer class="viewer__tools" role="toolbar" aria-label=tr!("desk.viewer.title")>
            <button class="viewer__tool" type="button" data-action="zoom-out" aria-label=tr!("desk.viewer.zoom_out")
                on:click=move |_| viewer.zoom(1.0 / STEP, MIDDLE)><span aria-hidden="true">"−"</span></button>
            <output class="viewer__scale" data-viewer-scale="">{percent}</output>
            <button class="viewer__tool" type="button" data-action="zoom-in" aria-label=tr!("desk.viewer.zoom_in")
                on:click=move |_| viewer.zoom(STEP, MIDDLE)><span aria-hidden="true">"+"</span></button>
            <button class="viewer__tool" type="button" data-action="zoom-fit"
                on:click=move |_| viewer.fit()>{tr!("desk.viewer.fit")}</button>
            <button class="viewer__tool" type="button" data-action="zoom-actual"
                on:click=move |_| viewer.actual(MIDDLE)>{tr!("desk.viewer.actual")}</button>
            <button class="viewer__tool" type="button" data-action="turn"
                on:click=move |_| viewer.turn()>{tr!("desk.viewer.turn")}</button>
            <Show when=is_pair>
                <button class="viewer__tool" type="button" data-action="both" aria-pressed=move || is_both().to_string()
                    on:click=move |_| viewer.both()>{tr!("desk.viewer.both")}</button>
            </Show>
            {(!is_alone).then(|| view! {
                <span class="viewer__steps">
                    <button class="viewer__tool" type="button" data-action="previous-picture" aria-label=tr!("desk.viewer.previous")
                        on:click=move |_| viewer.step(false)><span aria-hidden="true">"‹"</span></button>
                    <button class="viewer__tool" type="button" data-action="next-picture" aria-label=tr!("desk.viewer.next")
                        on:click=move |_| viewer.step(true)><span aria-hidden="true">"›"</span></button>
                </span>
            })}
            <p class="viewer__keys">{tr!("desk.viewer.keys")}</p>
        </footer>
    }
}
