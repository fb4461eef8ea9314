use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, window};
use yew::prelude::*;

use crate::store;
use crate::texts::split as texts;

/// The least width of the panels and of what stands beside them, in CSS pixels.
const LEAST: f64 = 320.0;
const BESIDE: f64 = 520.0;
/// How far an arrow key moves the edge.
const STEP: f64 = 24.0;

/// The edge between editor and panels: drag it, or move it with the arrow keys. The width is remembered.
#[component]
pub fn Split() -> Html {
    let width = use_state(|| store::panel_width().unwrap_or(0.0));
    let dragging = use_mut_ref(|| false);
    let set = {
        let width = width.clone();
        move |wanted: f64| {
            let most = (page_width() - BESIDE).max(LEAST);
            let now = wanted.clamp(LEAST, most);
            apply(now);
            store::set_panel_width(now);
            width.set(now);
        }
    };
    {
        let first = *width;
        use_effect_with((), move |()| {
            if first > 0.0 {
                apply(first.clamp(LEAST, (page_width() - BESIDE).max(LEAST)));
            }
        });
    }
    let onpointerdown = {
        let dragging = dragging.clone();
        Callback::from(move |event: PointerEvent| {
            event.prevent_default();
            if let Some(edge) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
                // Without the capture the drag ends where the pointer leaves the edge.
                let _ = edge.set_pointer_capture(event.pointer_id());
            }
            *dragging.borrow_mut() = true;
        })
    };
    let onpointermove = {
        let (dragging, set) = (dragging.clone(), set.clone());
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow() {
                set(page_width() - f64::from(event.client_x()));
            }
        })
    };
    let onpointerup = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let now = event
            .target_unchecked_into::<HtmlElement>()
            .parent_element()
            .map_or(0, |panels| panels.client_width());
        match event.key().as_str() {
            "ArrowLeft" => set(f64::from(now) + STEP),
            "ArrowRight" => set(f64::from(now) - STEP),
            _ => return,
        }
        event.prevent_default();
    });
    html! {
        <div
            class="split wide-only" role="separator" tabindex="0" aria-orientation="vertical" aria-label={texts::WIDTH}
            aria-valuenow={format!("{:.0}", width.max(LEAST))} aria-valuemin={format!("{LEAST:.0}")} aria-valuemax={format!("{:.0}", (page_width() - BESIDE).max(LEAST))}
            {onpointerdown} {onpointermove} {onpointerup} {onkeydown}
        ></div>
    }
}

fn page_width() -> f64 {
    window().and_then(|window| window.inner_width().ok()?.as_f64()).unwrap_or(1280.0)
}

/// Gives the style sheet the width.
fn apply(width: f64) {
    let body = window().and_then(|window| window.document()).and_then(|document| document.body());
    if let Some(body) = body {
        // A custom property takes any value.
        let _ = body.style().set_property("--panels", &format!("{width:.0}px"));
    }
}
