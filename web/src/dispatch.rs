use yew::prelude::*;

use crate::state::{Action, State};

/// Sends actions to the reducer. The same for the life of the page, so nothing is drawn again because of it.
pub type Dispatch = UseReducerDispatcher<State>;

/// The way to the reducer.
///
/// # Panics
/// Outside of [`crate::app::App`], which provides it.
#[hook]
pub fn use_dispatch() -> Dispatch {
    use_context::<Dispatch>().expect("the app provides the way to its reducer")
}

/// A callback that sends the same action each time.
pub fn on<E>(dispatch: &Dispatch, action: impl Fn() -> Action + 'static) -> Callback<E> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| dispatch.dispatch(action()))
}
