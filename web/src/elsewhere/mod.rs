//! Opens what lies elsewhere: `#gh=owner/repo@ref/path`, `?src=ADDRESS`. Nothing is asked for before the reader says so.

mod fetch;
mod place;
mod tree;

use wasm_bindgen_futures::spawn_local;
use web_sys::window;
use yew::prelude::*;

pub use place::Place;

use crate::state::{Action, Notice, State};
use crate::texts::elsewhere as texts;

/// What the address asks for, as a line that offers it; `None` when it asks for nothing elsewhere.
pub fn offer() -> Option<Notice> {
    let location = window()?.location();
    let asked = Place::asked(&location.search().ok()?, &location.hash().ok()?)?;
    Some(match asked {
        Err(text) => Notice { text, error: true, action: None },
        Ok(place) => {
            let host = match &place {
                Place::Repository { .. } => texts::GITHUB,
                Place::File(_) => texts::ITS_HOST,
            };
            let text = texts::offer(&place.to_string(), host);
            let action = Some((texts::READ.to_owned(), Box::new(Action::Read(place))));
            Notice { text, error: false, action }
        }
    })
}

/// Reads what the reader said yes to.
#[hook]
pub fn use_elsewhere(state: &UseReducerHandle<State>) {
    let dispatch = state.dispatcher();
    use_effect_with(state.reading.clone(), move |reading| {
        let Some((place, _)) = reading.clone() else { return };
        spawn_local(async move {
            let (text, error) = match fetch::read(&place).await {
                Ok((opened, note)) => {
                    let files = opened.project.context.len();
                    dispatch.dispatch(Action::Load(Box::new(opened)));
                    (texts::opened(&place.to_string(), files, &note), false)
                }
                Err(text) => (text, true),
            };
            let again = || (texts::TRY_AGAIN.to_owned(), Box::new(Action::Read(place.clone())));
            let action = error.then(again);
            dispatch.dispatch(Action::Notice(Some(Notice { text, error, action })));
        });
    });
}
