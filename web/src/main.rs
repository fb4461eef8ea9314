//! The page: one reducer, panels as components, the editor and the evaluator behind a bridge each. What a Dockerfile
//! means is decided by the evaluator, a module of its own; here it is only shown.

mod app;
mod cause;
mod context;
mod crash;
mod dispatch;
mod download;
mod editor;
mod elsewhere;
mod embed;
mod evaluator;
mod format;
mod graph;
mod header;
mod panels;
mod parts;
mod same;
mod share;
mod split;
mod state;
mod store;

fn main() {
    crash::install();
    if let Some(document) = web_sys::window().and_then(|window| window.document())
        && let Some(body) = document.body()
    {
        // What stood there for the time of loading.
        body.set_inner_html("");
    }
    if embed::is_asked_for() {
        yew::Renderer::<embed::Embed>::new().render();
    } else {
        yew::Renderer::<app::App>::new().render();
    }
}
