use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node, window};
use yew::prelude::*;

/// Properties of [`Popover`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Text of the button.
    pub title: AttrValue,
    /// Classes of the button.
    #[prop_or_default]
    pub button_class: Classes,
    /// Classes of what opens.
    #[prop_or_default]
    pub class: Classes,
    /// True while it is open.
    pub open: bool,
    /// Opens or closes it.
    pub set_open: Callback<bool>,
    /// What it holds.
    pub children: Html,
}

/// A button that opens a small box. Escape, a click elsewhere and leaving it by keyboard close it.
#[component]
pub fn Popover(props: &Props) -> Html {
    let root = use_node_ref();
    let button = use_node_ref();
    {
        let (root, set_open) = (root.clone(), props.set_open.clone());
        use_effect_with(props.open, move |open| {
            let listener = window().filter(|_| *open).map(|window| {
                EventListener::new(&window, "pointerdown", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    if !root.get().is_some_and(|root| root.contains(target.as_ref())) {
                        set_open.emit(false);
                    }
                })
            });
            move || drop(listener)
        });
    }
    let toggle = {
        let (set_open, open) = (props.set_open.clone(), props.open);
        Callback::from(move |_: MouseEvent| set_open.emit(!open))
    };
    let onkeydown = {
        let (set_open, button, open) = (props.set_open.clone(), button.clone(), props.open);
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && open {
                event.stop_propagation();
                set_open.emit(false);
                if let Some(button) = button.cast::<HtmlElement>() {
                    // The button is there, so it takes the focus.
                    let _ = button.focus();
                }
            }
        })
    };
    let onfocusout = {
        let (root, set_open) = (root.clone(), props.set_open.clone());
        Callback::from(move |event: FocusEvent| {
            let next = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
            if next.is_some() && !root.get().is_some_and(|root| root.contains(next.as_ref())) {
                set_open.emit(false);
            }
        })
    };
    html! {
        <div class="menu" ref={root} {onkeydown} {onfocusout}>
            <button
                ref={button} class={classes!("quiet", props.button_class.clone())} onclick={toggle}
                aria-expanded={props.open.to_string()}
            >{ &props.title }<span class="dim" aria-hidden="true">{ " ▾" }</span></button>
            if props.open {
                <div class={classes!("popover", props.class.clone())}>{ props.children.clone() }</div>
            }
        </div>
    }
}
